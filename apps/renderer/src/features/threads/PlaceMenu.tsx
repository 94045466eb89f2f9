import type { ThreadId, ThreadWorktree } from "@flightdeck/contract";
import { Copy, Folder, FolderGit2, GitBranch, GitBranchPlus, Pencil, SquareTerminal } from "lucide-react";
import { useRef, useState } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, MenuItem, MenuNote } from "../../ui/Menu.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { useAct, useKeyHint } from "../acts/index.ts";
import { type BranchChange, BranchDialog } from "../git/BranchDialog.tsx";
import { frontThread } from "../layout/store.ts";
import { openTerminal } from "../terminal/toggle.ts";

const folderName = (path: string) => path.split(/[\\/]/).findLast((part) => part !== "") ?? path;

/** Where a thread works, its branch and what that began from; behind it what one wants to do with a place. */
export function PlaceMenu({
  threadId,
  cwd,
  worktree,
}: {
  readonly threadId: ThreadId;
  readonly cwd: string;
  readonly worktree: ThreadWorktree | undefined;
}) {
  const app = useApp();
  const { layout } = app;
  const failed = useFailed();
  const opener = useRef<() => void>(null);
  const front = useSelect(layout, (state) => frontThread(state) === threadId);
  useAct("choose-branch", () => opener.current?.(), front);
  const [change, setChange] = useState<BranchChange>();
  const ready = worktree?.state === "ready";
  useAct("rename-branch", () => setChange("rename"), front && ready);
  useAct("new-branch", () => setChange("create"), front && (worktree === undefined || ready));
  const row = useRow(threadId);
  const hint = useKeyHint("choose-branch");
  const path = worktree?.path ?? cwd;
  const copy = (text: string) => void navigator.clipboard.writeText(text).catch(failed);
  return (
    <>
      <Menu
        align="start"
        opener={opener}
        trigger={
          <button
            type="button"
            title={hint === undefined ? path : `${path} (${hint})`}
            className="-ml-1.5 inline-flex h-5 min-w-0 items-center gap-2.5 rounded-1 px-1.5 hover:bg-hover data-popup-open:bg-hover"
          >
            <span className="sr-only">Worktree and branch:</span>
            {worktree === undefined ? (
              <span className="inline-flex min-w-0 items-center gap-[5px]">
                <Icon of={Folder} size={12} />
                <span className="truncate">{folderName(cwd)}, the project's own folder</span>
              </span>
            ) : (
              <>
                <span className="inline-flex min-w-0 items-center gap-[5px]">
                  <Icon of={GitBranch} size={12} />
                  <code className="truncate text-micro! text-text-2">{visibleName(worktree.branch)}</code>
                </span>
                <span className="inline-flex min-w-0 items-center gap-[5px] @max-[560px]:hidden">
                  <Icon of={FolderGit2} size={12} />
                  {worktree.base !== undefined && <span className="truncate">from {visibleName(worktree.base)}</span>}
                </span>
              </>
            )}
          </button>
        }
      >
        <MenuNote>
          <span className="break-all">{visibleName(path)}</span>
        </MenuNote>
        {worktree !== undefined && (
          <MenuItem icon={GitBranch} onSelect={() => copy(worktree.branch)}>
            Copy the branch's name
          </MenuItem>
        )}
        {ready && (
          <MenuItem icon={Pencil} onSelect={() => setChange("rename")}>
            Rename the branch…
          </MenuItem>
        )}
        {(worktree === undefined || ready) && (
          <MenuItem icon={GitBranchPlus} onSelect={() => setChange("create")}>
            New branch…
          </MenuItem>
        )}
        <MenuItem icon={Copy} onSelect={() => copy(path)}>
          Copy the folder's path
        </MenuItem>
        <MenuItem
          icon={SquareTerminal}
          hint={useKeyHint("toggle-terminal")}
          onSelect={() => openTerminal(app, threadId)}
        >
          Open a terminal here
        </MenuItem>
      </Menu>
      <BranchDialog
        change={change}
        threadId={threadId}
        branch={worktree?.branch}
        pullRequest={row?.pullRequest !== undefined}
        onClose={() => setChange(undefined)}
      />
    </>
  );
}
