import type { Thread, ThreadId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { GitFork } from "lucide-react";
import { useApp, useRow, useSelect, useThread } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { duration, money, tokens, useNow } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { openThread } from "../layout/store.ts";
import { ContextGauge } from "./ContextGauge.tsx";
import { PlaceMenu } from "./PlaceMenu.tsx";

const line =
  "flex h-7 shrink-0 items-center gap-2.5 border-y border-line px-4 text-micro whitespace-nowrap text-text-3 tabular-nums";

/** Under the title: where the thread works and what it has used. */
export function InstrumentLine({ threadId }: { readonly threadId: ThreadId }) {
  const cwd = useThread(threadId, (thread) => thread.cwd);
  const worktree = useThread(threadId, (thread) => thread.worktree);
  if (cwd === undefined) return <div className={line} />;
  return (
    <div className={clsx(line, "@container")}>
      <ForkedFrom threadId={threadId} />
      <PlaceMenu threadId={threadId} cwd={cwd} worktree={worktree} />
      <span className="flex-1" />
      <HowItWorks threadId={threadId} />
      <ContextGauge threadId={threadId} />
      <TokensUsed threadId={threadId} />
      <Cost threadId={threadId} />
      <TimeWorked threadId={threadId} />
    </div>
  );
}

/** The thread that this one goes on from. */
function ForkedFrom({ threadId }: { readonly threadId: ThreadId }) {
  const { layout } = useApp();
  const from = useThread(threadId, (thread) => thread.forkedFrom);
  const known = useRow(from?.threadId ?? threadId) !== undefined;
  if (from === undefined) return null;
  const content = (
    <>
      <Icon of={GitFork} size={12} />
      <span className="max-w-40 truncate">{visibleName(from.title)}</span>
    </>
  );
  const look = "inline-flex min-w-0 shrink items-center gap-[5px] rounded-1";
  if (!known) {
    return (
      <span className={look} title={`Forked from “${visibleName(from.title)}”, which is gone`}>
        {content}
      </span>
    );
  }
  return (
    <a
      href={`#thread=${from.threadId}`}
      title={`Forked from “${visibleName(from.title)}”`}
      aria-label={`Forked from ${visibleName(from.title)}`}
      onClick={(event) => {
        event.preventDefault();
        layout.update((state) => openThread(state, from.threadId));
      }}
      className={`${look} hover:text-text-1`}
    >
      {content}
    </a>
  );
}

/** Which model works, how hard it thinks, and whether it plans; named in full where there is room. */
function HowItWorks({ threadId }: { readonly threadId: ThreadId }) {
  const { models } = useApp();
  const settings = useThread(threadId, (thread) => thread.settings);
  const model = useSelect(models, (state) => state.models.find(({ id }) => id === settings?.model));
  if (settings === undefined) return null;
  const effort = settings.effort ?? model?.defaultEffort;
  return (
    <>
      {settings.mode === "plan" && <Tag tone="accent">Plan mode</Tag>}
      <span className="max-w-60 truncate @max-[560px]:hidden" title="The model and how hard it thinks">
        {model?.name ?? settings.model}
        {effort !== undefined && ` ${effort}`}
      </span>
    </>
  );
}

function TokensUsed({ threadId }: { readonly threadId: ThreadId }) {
  const total = useThread(threadId, (thread) => thread.usage.input + thread.usage.output) ?? 0;
  return total === 0 ? null : <span>{tokens(total)} tok</span>;
}

function Cost({ threadId }: { readonly threadId: ThreadId }) {
  const cost = useThread(threadId, (thread) => thread.usage.cost) ?? 0;
  return cost === 0 ? null : (
    <b className="font-medium text-text-2" title="What this thread cost, by the catalog's prices">
      {money(cost)}
    </b>
  );
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
  return since === undefined ? <Worked time={sum} /> : <WorkedSince time={sum} since={since} />;
}

/** A running turn is told in minutes: nothing ticks faster than that, and nothing at all while none runs. */
function WorkedSince({ time, since }: { readonly time: number; readonly since: number }) {
  const running = Math.max(0, useNow() - since);
  return <Worked time={Math.floor((time + running) / 60_000) * 60_000} />;
}

const Worked = ({ time }: { readonly time: number }) =>
  time === 0 ? null : <span title="Time the agent worked">{duration(time)}</span>;
