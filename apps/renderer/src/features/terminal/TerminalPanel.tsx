import type { ThreadId } from "@flightdeck/contract";
import { lazy, Suspense } from "react";

// The emulator comes with the first terminal.
const Terminals = lazy(() => import("./Terminals.tsx"));

/** The thread's terminals, in its folder. */
export function TerminalPanel({ threadId }: { readonly threadId: ThreadId }) {
  return (
    <section aria-label="Terminal" className="flex h-full min-h-0 min-w-0 flex-1 flex-col bg-pane">
      <Suspense>
        <Terminals key={threadId} threadId={threadId} />
      </Suspense>
    </section>
  );
}
