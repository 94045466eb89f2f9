import type { RunningCommand } from "@flightdeck/contract";
import { CircleStop, Hourglass, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { age, useNow } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleText } from "../../ui/visibleText.ts";
import { memory, placeWords } from "./store.ts";

/** Commands that run or wait, each with what it uses and a way to end it. */
export function CommandList({ commands }: { readonly commands: readonly RunningCommand[] }) {
  return (
    <ul>
      {commands.map((command) => (
        <CommandRow key={command.id} command={command} />
      ))}
    </ul>
  );
}

function CommandRow({ command }: { readonly command: RunningCommand }) {
  const { client } = useApp();
  const [stopping, setStopping] = useState(false);
  const failed = useFailed();
  const now = useNow();
  const line = visibleText(command.command).replaceAll("\n", " ↵ ");
  const stop = () => {
    setStopping(true);
    client.machine.stop({ threadId: command.threadId, id: command.id }).catch((error: unknown) => {
      setStopping(false);
      failed(error);
    });
  };
  return (
    <li className="flex h-8 items-center gap-2.5 text-small tabular-nums">
      <Icon of={command.state === "queued" ? Hourglass : SquareTerminal} size={14} />
      <span className="mono min-w-0 flex-1 truncate text-text-1" title={`${command.command}\nin ${command.cwd}`}>
        {line}
      </span>
      {command.state === "queued" ? (
        <span className="text-text-2">{placeWords(command.place ?? 1)}</span>
      ) : (
        <>
          <span className="w-16 text-right text-text-2" title="Of one core">
            {command.cpuPercent} % CPU
          </span>
          <span className="w-16 text-right text-text-2" title="Memory of its own">
            {memory(command.memoryBytes)}
          </span>
        </>
      )}
      <span className="w-8 text-right text-text-3" title={command.state === "queued" ? "Waits since" : "Runs since"}>
        {age(command.startedAt, now)}
      </span>
      <IconButton
        label={`Stop ${line.slice(0, 60)}`}
        icon={CircleStop}
        size="small"
        disabled={stopping}
        onClick={stop}
      />
    </li>
  );
}
