import type { Terminal, TerminalExit } from "@flightdeck/contract";
import { RotateCw } from "lucide-react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { openTerminal } from "./toggle.ts";
import { exitWords } from "./words.ts";

/** Under a terminal in which nothing runs any more: how it ended, and what to do with it. */
export function ExitBar({
  terminal,
  exit,
  onClose,
}: {
  readonly terminal: Terminal;
  readonly exit: TerminalExit;
  readonly onClose: () => void;
}) {
  const app = useApp();
  const failed = useFailed();
  const again = async () => {
    const { id, threadId, action } = terminal;
    try {
      if (action === undefined) await app.client.terminals.restart({ terminalId: id });
      else {
        // As it is written now; the terminal may be another one then.
        const { terminalId } = await app.client.actions.run({ threadId, id: action });
        openTerminal(app, threadId, terminalId);
      }
    } catch (error) {
      failed(error);
    }
  };
  return (
    <footer className="flex h-9 shrink-0 items-center gap-2 border-t border-line bg-frame pr-1.5 pl-3">
      <span role="status" className={exit.exitCode === 0 ? "text-small text-text-2" : "text-small text-red"}>
        {exitWords(exit)}
      </span>
      <span className="flex-1" />
      <Button size="small" icon={RotateCw} onClick={() => void again()}>
        Run again
      </Button>
      <Button size="small" variant="plain" onClick={onClose}>
        Close
      </Button>
    </footer>
  );
}
