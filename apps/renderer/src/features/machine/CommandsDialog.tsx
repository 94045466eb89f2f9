import type { MachineUse, RunningCommand, ThreadId } from "@flightdeck/contract";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { openThread } from "../layout/store.ts";
import { CommandList } from "./CommandList.tsx";
import { memory } from "./store.ts";

/** Everything that runs or waits, of all threads, and what is left of the machine. */
export function CommandsDialog({ onClose }: { readonly onClose: () => void }) {
  const { machine } = useApp();
  const use = useSelect(machine, (state) => state.use);
  const commands = use?.commands ?? [];
  const threads = [...new Set(commands.map(({ threadId }) => threadId))];
  return (
    <Dialog open onClose={onClose} className="flex max-h-[70vh] w-[720px] flex-col px-5 pb-4">
      <DialogHead title="Running commands" onClose={onClose} />
      <section aria-label="Commands" className="-mx-1 min-h-0 overflow-y-auto px-1 pt-0.5">
        {threads.length === 0 && <p className="py-4 text-text-2">No command runs or waits.</p>}
        {threads.map((threadId) => (
          <ThreadGroup
            key={threadId}
            threadId={threadId}
            commands={commands.filter((command) => command.threadId === threadId)}
            onOpen={onClose}
          />
        ))}
      </section>
      {use !== undefined && <Totals use={use} />}
    </Dialog>
  );
}

function ThreadGroup({
  threadId,
  commands,
  onOpen,
}: {
  readonly threadId: ThreadId;
  readonly commands: readonly RunningCommand[];
  readonly onOpen: () => void;
}) {
  const { layout } = useApp();
  const title = useRow(threadId)?.title ?? "Thread";
  const open = () => {
    onOpen();
    layout.update((state) => openThread(state, threadId));
  };
  return (
    <div className="mb-2">
      <h3 className="flex items-center gap-2 text-small">
        <button type="button" onClick={open} className="min-w-0 truncate rounded-1 font-strong hover:underline">
          {visibleName(title)}
        </button>
        <span className="text-text-3 tabular-nums">{used(commands)}</span>
      </h3>
      <CommandList commands={commands} />
    </div>
  );
}

function Totals({ use }: { readonly use: MachineUse }) {
  return (
    <p className="border-t border-line pt-2.5 text-small text-text-3 tabular-nums">
      {use.commands.length > 0 && `Commands use ${used(use.commands)}. `}
      {memory(use.availableBytes)} of {memory(use.memoryBytes)} memory are free, on {use.cores}{" "}
      {use.cores === 1 ? "core" : "cores"}.
    </p>
  );
}

function used(commands: readonly RunningCommand[]): string {
  const sum = (of: (command: RunningCommand) => number) => commands.reduce((total, each) => total + of(each), 0);
  return `${sum(({ cpuPercent }) => cpuPercent)} % CPU, ${memory(sum(({ memoryBytes }) => memoryBytes))}`;
}
