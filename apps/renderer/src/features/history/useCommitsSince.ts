import type { CommitsSince, ThreadId, TurnId } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";

/** The commits since a turn began, read while somebody thinks of taking it back; undefined where that is not known. */
export function useCommitsSince({
  open,
  threadId,
  turnId,
}: {
  readonly open: boolean;
  readonly threadId: ThreadId;
  readonly turnId: TurnId;
}): CommitsSince | undefined {
  const { client } = useApp();
  const [since, setSince] = useState<CommitsSince>();
  useEffect(() => {
    if (!open) return;
    const life = new AbortController();
    client.threads
      .commitsSince({ threadId, turnId }, { signal: life.signal })
      .then(setSince, () => setSince(undefined)); // taking back says why it cannot
    return () => life.abort();
  }, [client, open, threadId, turnId]);
  return since;
}
