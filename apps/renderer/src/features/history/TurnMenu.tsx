import type { Thread, Turn } from "@flightdeck/contract";
import { Ellipsis, GitFork, History, Undo2 } from "lucide-react";
import { useState } from "react";
import { useThread } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Menu, MenuItem } from "../../ui/Menu.tsx";
import { usePlace } from "../conversation/place.ts";
import { ForkDialog } from "./ForkDialog.tsx";
import { RollBackDialog } from "./RollBackDialog.tsx";

const isRunning = ({ turns }: Thread) => turns.at(-1)?.outcome === "running";

/** What can be done with a turn that is over. */
export function TurnMenu({ turn }: { readonly turn: Turn }) {
  const threadId = usePlace();
  const running = useThread(threadId, isRunning) ?? false;
  const next = useThread(threadId, ({ turns }) => turns[turns.findIndex(({ id }) => id === turn.id) + 1]?.id);
  const [asking, setAsking] = useState<"fork" | "here" | "back">();
  const close = () => setAsking(undefined);
  return (
    <>
      <Menu align="start" trigger={<IconButton label="Turn actions" icon={Ellipsis} size="small" />}>
        <MenuItem icon={GitFork} onSelect={() => setAsking("fork")}>
          Fork from here…
        </MenuItem>
        <MenuItem icon={History} disabled={running || next === undefined} onSelect={() => setAsking("here")}>
          Roll back to here…
        </MenuItem>
        <MenuItem icon={Undo2} danger disabled={running} onSelect={() => setAsking("back")}>
          Take this turn back…
        </MenuItem>
      </Menu>
      <ForkDialog open={asking === "fork"} threadId={threadId} turnId={turn.id} onClose={close} />
      {next !== undefined && (
        <RollBackDialog open={asking === "here"} threadId={threadId} turnId={next} onClose={close} />
      )}
      <RollBackDialog open={asking === "back"} threadId={threadId} turnId={turn.id} onClose={close} />
    </>
  );
}
