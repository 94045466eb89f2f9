import type { ThreadId } from "@flightdeck/contract";
import {
  AppWindow,
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  BellRing,
  Columns2,
  FileDown,
  FileJson,
  FolderGit2,
  FolderInput,
  FolderMinus,
  FolderSync,
  GitFork,
  Link,
  Mail,
  MailOpen,
  MessageCircleQuestion,
  Pencil,
  PictureInPicture2,
  Pin,
  PinOff,
  Search,
  Trash2,
} from "lucide-react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { MenuCheck, MenuItem, MenuSeparator } from "../../ui/Menu.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { useKeyHint } from "../acts/index.ts";
import { useExport } from "../history/index.ts";
import { useActions } from "../layout/actions.ts";
import { openBeside, openThread } from "../layout/store.ts";
import { linkTo } from "../windows/links.ts";
import type { Asking } from "./ThreadDialogs.tsx";

/** What is done to a thread as a whole, as items of a menu. */
export function ThreadItems({
  threadId,
  onRename,
  onAsk,
}: {
  readonly threadId: ThreadId;
  readonly onRename: () => void;
  /** Opens the dialog that comes before the deed. */
  readonly onAsk: (asking: Asking) => void;
}) {
  const { client, layout, windows, finds, shell } = useApp();
  const { forkThread, askAside } = useActions();
  const failed = useFailed();
  const row = useRow(threadId);
  const onTop = useSelect(windows.onTop, (state) => state);
  const popOutHint = useKeyHint("pop-out");
  const onTopHint = useKeyHint("stay-on-top");
  const save = useExport(threadId);
  const attempt = (work: Promise<unknown>) => void work.catch(failed);
  const flag = (change: Omit<Parameters<typeof client.threads.flag>[0], "threadId">) =>
    attempt(client.threads.flag({ threadId, ...change }));
  const { pinned = false, archived = false, unread = false, notices } = row ?? {};
  return (
    <>
      <MenuItem icon={Pencil} hint={useKeyHint("rename-thread")} onSelect={onRename}>
        Rename
      </MenuItem>
      <MenuItem icon={pinned ? PinOff : Pin} onSelect={() => flag({ pinned: !pinned })}>
        {pinned ? "Unpin" : "Pin"}
      </MenuItem>
      <MenuItem
        icon={unread ? MailOpen : Mail}
        hint={useKeyHint("mark-unread")}
        onSelect={() => flag({ unread: !unread })}
      >
        {unread ? "Mark as read" : "Mark as unread"}
      </MenuItem>
      <MenuItem
        icon={notices === "mute" ? Bell : BellOff}
        onSelect={() => flag({ notices: notices === "mute" ? null : "mute" })}
      >
        {notices === "mute" ? "Tell me again" : "Do not tell me"}
      </MenuItem>
      <MenuItem
        icon={notices === "all" ? Bell : BellRing}
        onSelect={() => flag({ notices: notices === "all" ? null : "all" })}
      >
        {notices === "all" ? "Tell me as the settings say" : "Tell me everything"}
      </MenuItem>
      <MenuSeparator />
      {!windows.place.alone && (
        <MenuItem icon={Columns2} onSelect={() => layout.update((state) => openBeside(state, threadId))}>
          Open beside
        </MenuItem>
      )}
      <MenuItem icon={AppWindow} hint={useKeyHint("open-in-window")} onSelect={() => windows.open(threadId)}>
        Open in a new window
      </MenuItem>
      {!windows.place.alone && (
        <MenuItem icon={PictureInPicture2} hint={popOutHint} onSelect={() => windows.popOut(threadId)}>
          Pop out
        </MenuItem>
      )}
      {windows.place.alone && windows.stayOnTop !== undefined && (
        <MenuCheck checked={onTop} hint={onTopHint} onChange={windows.stayOnTop}>
          Stay on top
        </MenuCheck>
      )}
      <MenuItem
        icon={Link}
        onSelect={() => attempt(navigator.clipboard.writeText(linkTo(threadId, shell !== undefined, window.location)))}
      >
        Copy link
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={GitFork} onSelect={() => forkThread(threadId)}>
        Fork…
      </MenuItem>
      <MenuItem
        icon={Search}
        onSelect={() => {
          layout.update((state) => openThread(state, threadId));
          finds.ask({ threadId });
        }}
      >
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
      {(row?.worktree ?? "local") === "local" && !archived && (
        <MenuItem icon={FolderGit2} onSelect={() => onAsk("move")}>
          Move to worktree…
        </MenuItem>
      )}
      {row?.worktree === "ready" && !archived && (
        <MenuItem icon={FolderInput} onSelect={() => onAsk("move")}>
          Move to local checkout…
        </MenuItem>
      )}
      {row?.worktree === "removed" && (
        <MenuItem icon={FolderSync} onSelect={() => attempt(client.worktrees.restore({ threadId }))}>
          Restore worktree
        </MenuItem>
      )}
      {row?.worktree === "ready" && (
        <MenuItem icon={FolderMinus} onSelect={() => onAsk("remove")}>
          Remove worktree…
        </MenuItem>
      )}
      <MenuItem icon={Trash2} danger onSelect={() => onAsk("delete")}>
        Delete thread…
      </MenuItem>
    </>
  );
}
