import type { ThreadId } from "@flightdeck/contract";
import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  BellRing,
  Columns2,
  Ellipsis,
  FileDown,
  FileJson,
  FolderMinus,
  FolderSync,
  GitFork,
  Mail,
  MessageCircleQuestion,
  Pencil,
  Pin,
  PinOff,
  Search,
  Trash2,
} from "lucide-react";
import { useState } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Dialog.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/Menu.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { useAct, useKeyHint } from "../acts/index.ts";
import { useExport } from "../history/index.ts";
import { useActions } from "../layout/actions.ts";
import { closeTab, frontThread, openBeside } from "../layout/store.ts";
import { useCompact } from "./useCompact.ts";

/** What is done to a thread as a whole. */
export function ThreadMenu({ threadId, onRename }: { readonly threadId: ThreadId; readonly onRename: () => void }) {
  const { client, layout, threads, finds } = useApp();
  const { forkThread, askAside } = useActions();
  const failed = useFailed();
  const row = useRow(threadId);
  const [asking, setAsking] = useState<"remove" | "delete">();
  const attempt = (work: Promise<unknown>, then?: () => void) => void work.then(then, failed);
  const flag = (change: Omit<Parameters<typeof client.threads.flag>[0], "threadId">) =>
    attempt(client.threads.flag({ threadId, ...change }));
  const close = () => layout.update((state) => closeTab(state, threadId));
  const remove = () => {
    setAsking(undefined);
    attempt(client.worktrees.remove({ threadId }));
  };
  const forget = () => {
    setAsking(undefined);
    const work = async () => {
      if (row?.worktree === "ready") await client.worktrees.remove({ threadId });
      await client.threads.delete({ threadId });
    };
    attempt(work(), () => {
      close();
      threads.forget(threadId);
    });
  };
  const save = useExport(threadId);
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  useAct("rename-thread", onRename, front);
  useAct("compact", useCompact(threadId), front);
  useAct("export-markdown", () => save("markdown"), front);
  useAct("export-json", () => save("json"), front);
  useAct("remove-worktree", () => setAsking("remove"), front && row?.worktree === "ready");
  useAct("delete-thread", () => setAsking("delete"), front);
  const pinned = row?.pinned ?? false;
  const archived = row?.archived ?? false;
  return (
    <>
      <Menu trigger={<IconButton label="More" icon={Ellipsis} size="small" />}>
        <MenuItem icon={Pencil} hint={useKeyHint("rename-thread")} onSelect={onRename}>
          Rename
        </MenuItem>
        <MenuItem icon={pinned ? PinOff : Pin} onSelect={() => flag({ pinned: !pinned })}>
          {pinned ? "Unpin" : "Pin"}
        </MenuItem>
        <MenuItem icon={Mail} hint={useKeyHint("mark-unread")} onSelect={() => flag({ unread: true })}>
          Mark as unread
        </MenuItem>
        <MenuItem
          icon={row?.notices === "mute" ? Bell : BellOff}
          onSelect={() => flag({ notices: row?.notices === "mute" ? null : "mute" })}
        >
          {row?.notices === "mute" ? "Tell me again" : "Do not tell me"}
        </MenuItem>
        <MenuItem
          icon={row?.notices === "all" ? Bell : BellRing}
          onSelect={() => flag({ notices: row?.notices === "all" ? null : "all" })}
        >
          {row?.notices === "all" ? "Tell me as the settings say" : "Tell me everything"}
        </MenuItem>
        <MenuItem icon={Columns2} onSelect={() => layout.update((state) => openBeside(state, threadId))}>
          Open beside
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={GitFork} onSelect={() => forkThread(threadId)}>
          Fork…
        </MenuItem>
        <MenuItem icon={Search} onSelect={() => finds.ask({ threadId })}>
          Find in this thread
        </MenuItem>
        <MenuItem icon={MessageCircleQuestion} onSelect={() => askAside(threadId)}>
          Ask on the side…
        </MenuItem>
        <MenuItem icon={FileDown} onSelect={() => save("markdown")}>
          Export as Markdown
        </MenuItem>
        <MenuItem icon={FileJson} onSelect={() => save("json")}>
          Export as JSON
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={archived ? ArchiveRestore : Archive} onSelect={() => flag({ archived: !archived })}>
          {archived ? "Take out of the archive" : "Archive"}
        </MenuItem>
        {row?.worktree === "removed" && (
          <MenuItem icon={FolderSync} onSelect={() => attempt(client.worktrees.restore({ threadId }))}>
            Restore worktree
          </MenuItem>
        )}
        {row?.worktree === "ready" && (
          <MenuItem icon={FolderMinus} onSelect={() => setAsking("remove")}>
            Remove worktree…
          </MenuItem>
        )}
        <MenuItem icon={Trash2} danger onSelect={() => setAsking("delete")}>
          Delete thread…
        </MenuItem>
      </Menu>
      <Confirm
        open={asking === "remove"}
        title="Remove this worktree?"
        action="Remove worktree"
        danger
        onConfirm={remove}
        onClose={() => setAsking(undefined)}
      >
        Its state is saved first and can be restored byte for byte, uncommitted changes included. The branch stays.
      </Confirm>
      <Confirm
        open={asking === "delete"}
        title={`Delete “${row?.title ?? "this thread"}”?`}
        action="Delete thread"
        danger
        onConfirm={forget}
        onClose={() => setAsking(undefined)}
      >
        The conversation is forgotten and its worktree removed. The branch and its commits stay.
      </Confirm>
    </>
  );
}
