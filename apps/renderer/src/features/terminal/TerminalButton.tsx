import type { ThreadId } from "@flightdeck/contract";
import { SquareTerminal } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { useKeyHint } from "../acts/index.ts";
import { frontThread } from "../layout/store.ts";
import { openTerminal } from "./toggle.ts";

/** In a thread's head: shows its terminals, or hides them. */
export function TerminalButton({ threadId }: { readonly threadId: ThreadId }) {
  const app = useApp();
  const shown = useSelect(app.layout, (state) => state.panel === "terminal" && frontThread(state) === threadId);
  return (
    <IconButton
      label="Terminal"
      hint={useKeyHint("toggle-terminal")}
      icon={SquareTerminal}
      size="small"
      pressed={shown}
      onClick={() =>
        shown ? app.layout.update((state) => ({ ...state, panel: undefined })) : openTerminal(app, threadId)
      }
    />
  );
}
