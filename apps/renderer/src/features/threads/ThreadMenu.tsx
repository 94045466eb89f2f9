import type { ThreadId } from "@flightdeck/contract";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { useAct } from "../acts/index.ts";
import { useExport } from "../history/index.ts";
import { frontThread } from "../layout/store.ts";
import { type Asking, ThreadDialogs } from "./ThreadDialogs.tsx";
import { ThreadItems } from "./ThreadItems.tsx";
import { useCompact } from "./useCompact.ts";

/** The menu at a thread's head. */
export function ThreadMenu({ threadId, onRename }: { readonly threadId: ThreadId; readonly onRename: () => void }) {
  const { layout } = useApp();
  const [asking, setAsking] = useState<Asking>();
  const row = useRow(threadId);
  const save = useExport(threadId);
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  useAct("rename-thread", onRename, front);
  useAct("compact", useCompact(threadId), front);
  useAct("export-markdown", () => save("markdown"), front);
  useAct("export-json", () => save("json"), front);
  useAct("remove-worktree", () => setAsking("remove"), front && row?.worktree === "ready");
  const movable = row?.worktree === undefined || row.worktree === "local" || row.worktree === "ready";
  useAct("move-thread", () => setAsking("move"), front && movable);
  useAct("delete-thread", () => setAsking("delete"), front);
  return (
    <>
      <Menu trigger={<IconButton label="More" icon={Ellipsis} size="small" />}>
        <ThreadItems threadId={threadId} onRename={onRename} onAsk={setAsking} />
      </Menu>
      <ThreadDialogs threadId={threadId} asking={asking} onClose={() => setAsking(undefined)} />
    </>
  );
}
