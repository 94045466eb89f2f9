import type { Thread, ThreadId, ThreadWorktree } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Folder, FolderGit2, GitBranch } from "lucide-react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Gauge } from "../../ui/Marks.tsx";
import { duration, tokens, useNow } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";

const line =
  "flex h-7 shrink-0 items-center gap-2.5 border-y border-line px-4 text-micro whitespace-nowrap text-text-3 tabular-nums";
const folderName = (path: string) => path.split(/[\\/]/).findLast((part) => part !== "") ?? path;

/** Under the title: where the thread works and what it has used. */
export function InstrumentLine({ threadId }: { readonly threadId: ThreadId }) {
  const cwd = useThread(threadId, (thread) => thread.cwd);
  const worktree = useThread(threadId, (thread) => thread.worktree);
  if (cwd === undefined) return <div className={line} />;
  return (
    <div className={clsx(line, "@container")}>
      {worktree === undefined ? (
        <span className="inline-flex min-w-0 items-center gap-[5px]" title={cwd}>
          <Icon of={Folder} size={12} />
          <span className="truncate">{folderName(cwd)}, the project's own folder</span>
        </span>
      ) : (
        <Place worktree={worktree} />
      )}
      <span className="flex-1" />
      <ContextUse threadId={threadId} />
      <TokensUsed threadId={threadId} />
      <TimeWorked threadId={threadId} />
    </div>
  );
}

function Place({ worktree }: { readonly worktree: ThreadWorktree }) {
  return (
    <>
      <span className="inline-flex min-w-0 items-center gap-[5px]" title={worktree.branch}>
        <Icon of={GitBranch} size={12} />
        <code className="truncate text-micro! text-text-2">{visibleName(worktree.branch)}</code>
      </span>
      <span className="inline-flex min-w-0 items-center gap-[5px] @max-[440px]:hidden" title={worktree.path}>
        <Icon of={FolderGit2} size={12} />
        {worktree.base !== undefined && <span className="truncate">from {visibleName(worktree.base)}</span>}
      </span>
    </>
  );
}

function ContextUse({ threadId }: { readonly threadId: ThreadId }) {
  const { models } = useApp();
  const used = useThread(threadId, (thread) => thread.usage.context) ?? 0;
  const model = useThread(threadId, (thread) => thread.settings.model);
  const window = useSelect(models, (state) => state.models.find(({ id }) => id === model)?.contextWindow);
  if (used === 0 || window === undefined || window === 0) return null;
  const share = used / window;
  if (share < 0.005) return null;
  const percent = `${Math.min(100, Math.round(share * 100))} %`;
  return (
    <span
      role="img"
      aria-label={`Context ${percent} used`}
      title={`${tokens(used)} of ${tokens(window)} tokens of context`}
      className="inline-flex items-center gap-[5px]"
    >
      <Gauge share={share} />
      <b className={clsx("text-text-2", share >= 0.85 ? "font-strong" : "font-medium")}>{percent}</b>
    </span>
  );
}

function TokensUsed({ threadId }: { readonly threadId: ThreadId }) {
  const total = useThread(threadId, (thread) => thread.usage.input + thread.usage.output) ?? 0;
  return total === 0 ? null : <span>{tokens(total)} tok</span>;
}

/** Ended turns' time, and when the running one began. Both are numbers, so that deltas draw nothing here. */
const ended = (thread: Thread) =>
  thread.turns.reduce((sum, turn) => sum + (turn.endedAt === undefined ? 0 : turn.endedAt - turn.startedAt), 0);
const runningSince = (thread: Thread) => {
  const last = thread.turns.at(-1);
  return last?.outcome === "running" ? last.startedAt : undefined;
};

function TimeWorked({ threadId }: { readonly threadId: ThreadId }) {
  const sum = useThread(threadId, ended) ?? 0;
  const since = useThread(threadId, runningSince);
  const now = useNow();
  const running = since === undefined ? 0 : Math.max(0, now - since);
  // A running turn is told in minutes: nothing ticks faster than that.
  const shown = since === undefined ? sum : Math.floor((sum + running) / 60_000) * 60_000;
  return shown === 0 ? null : <span title="Time the agent worked">{duration(shown)}</span>;
}
