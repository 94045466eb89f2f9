import type { Worktree, WorktreeDetails, WorktreeId } from "@flightdeck/contract";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import type { Client } from "../../client.ts";
import { type Failure, readFailure } from "../../client.ts";
import type { WorktreeEntry } from "./entries.ts";

interface Known {
  readonly details?: WorktreeDetails;
  readonly bytes?: number;
  readonly failure?: string;
}

/** All worktrees, and one after the other what they hold, as long as somebody looks. */
export function useWorktrees(): {
  readonly entries: readonly WorktreeEntry[];
  readonly loaded: boolean;
  readonly failure: Failure | undefined;
  readonly reload: () => void;
} {
  const { client, projects, rows } = useApp();
  const [worktrees, setWorktrees] = useState<readonly Worktree[]>();
  const [known, setKnown] = useState<ReadonlyMap<WorktreeId, Known>>(new Map());
  const [failure, setFailure] = useState<Failure>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const life = new AbortController();
    const { signal } = life;
    const learn = (id: WorktreeId, more: Known) =>
      setKnown((before) => new Map(before).set(id, { ...before.get(id), ...more }));
    const look = async () => {
      const list = await client.worktrees.list({}, { signal });
      setWorktrees(list);
      setFailure(undefined);
      const ready = list.filter(({ state }) => state === "ready");
      for (const { id } of ready) await learnDetails(client, id, learn, signal);
      for (const { id } of ready) await learnSize(client, id, learn, signal);
    };
    look().catch((error: unknown) => {
      if (!signal.aborted) setFailure(readFailure(error));
    });
    return () => life.abort();
  }, [client, round]);
  const names = useSelect(projects, (state) => state.projects);
  const threads = useSelect(rows, (state) => state.rows);
  const entries = useMemo(
    () =>
      (worktrees ?? []).map((worktree): WorktreeEntry => {
        const thread = threads.get(worktree.threadId);
        const project = names.find(({ id }) => id === worktree.projectId)?.name;
        return { worktree, ...(thread && { thread }), ...(project && { project }), ...known.get(worktree.id) };
      }),
    [worktrees, known, names, threads],
  );
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { entries, loaded: worktrees !== undefined, failure, reload };
}

type Learn = (id: WorktreeId, more: Known) => void;

async function learnDetails(client: Client, id: WorktreeId, learn: Learn, signal: AbortSignal): Promise<void> {
  try {
    learn(id, { details: await client.worktrees.details({ worktreeId: id }, { signal }), failure: undefined });
  } catch (error) {
    signal.throwIfAborted();
    learn(id, { failure: readFailure(error).message });
  }
}

async function learnSize(client: Client, id: WorktreeId, learn: Learn, signal: AbortSignal): Promise<void> {
  try {
    learn(id, { bytes: (await client.worktrees.size({ worktreeId: id }, { signal })).bytes });
  } catch {
    signal.throwIfAborted(); // what keeps it from being measured was told with its details
  }
}
