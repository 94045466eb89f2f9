import type { ThreadId } from "@flightdeck/contract";
import { later } from "../../ui/later.tsx";

// The emulator comes with the first terminal.
const terminals = later(() => import("./Terminals.tsx"));

/** The thread's terminals, in its folder. */
export function TerminalPanel({ threadId }: { readonly threadId: ThreadId }) {
  return (
    <section aria-label="Terminal" className="flex h-full min-h-0 min-w-0 flex-1 flex-col bg-pane">
      <terminals.Part key={threadId} threadId={threadId} />
    </section>
  );
}
