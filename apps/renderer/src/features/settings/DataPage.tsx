import type { Worktree } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { useSystemInfo } from "./Findings.tsx";
import { Setting } from "./Setting.tsx";

export function DataPage() {
  const { client } = useApp();
  const info = useSystemInfo();
  const [worktrees, setWorktrees] = useState<readonly Worktree[]>([]);
  const [failure, setFailure] = useState<Failure>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const life = new AbortController();
    client.worktrees.list({}, { signal: life.signal }).then(setWorktrees, (error: unknown) => {
      if (!life.signal.aborted) setFailure(readFailure(error));
    });
    return () => life.abort();
  }, [client, round]);
  const attempt = (work: Promise<unknown>) => {
    setFailure(undefined);
    work.catch((error: unknown) => setFailure(readFailure(error))).finally(() => setRound((before) => before + 1));
  };
  return (
    <>
      <Setting
        name="Home"
        note="Threads, settings, kept files and worktrees. Nothing outside of it and your repositories is written."
        control={<code className="text-text-2">{info?.home}</code>}
      />
      <Setting name="Worktrees" note="Removing one saves its state first; it can be restored byte for byte.">
        {failure !== undefined && <FailureNote failure={failure} className="mb-2" />}
        {worktrees.length === 0 ? (
          <p className="text-small text-text-3">No worktree was made yet.</p>
        ) : (
          <ul className="rounded-3 border border-line">
            {worktrees.map((worktree) => (
              <WorktreeRow
                key={worktree.id}
                worktree={worktree}
                onRemove={() => attempt(client.worktrees.remove({ threadId: worktree.threadId }))}
                onRestore={() => attempt(client.worktrees.restore({ threadId: worktree.threadId }))}
              />
            ))}
          </ul>
        )}
      </Setting>
    </>
  );
}

function WorktreeRow({
  worktree,
  onRemove,
  onRestore,
}: {
  readonly worktree: Worktree;
  readonly onRemove: () => void;
  readonly onRestore: () => void;
}) {
  const { projects, rows } = useApp();
  const project = useSelect(projects, (state) => state.projects.find(({ id }) => id === worktree.projectId)?.name);
  const title = useSelect(rows, (state) => state.rows.get(worktree.threadId)?.title);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_64px_68px] [&>button]:justify-self-end items-center gap-x-3 py-1 pr-1.5 pl-2.5 text-small [&+li]:border-t [&+li]:border-line">
      <span className="truncate" title={title}>
        {title ?? "A thread that is gone"}
      </span>
      <span className="truncate text-text-3" title={worktree.path}>
        {project} · <code>{worktree.branch}</code>
      </span>
      <span className="text-text-3">{worktree.state}</span>
      {worktree.state === "removed" ? (
        <Button size="small" onClick={onRestore}>
          Restore
        </Button>
      ) : (
        <Button
          size="small"
          variant="danger"
          disabled={worktree.state === "creating" || worktree.state === "removing"}
          onClick={onRemove}
        >
          Remove
        </Button>
      )}
    </li>
  );
}
