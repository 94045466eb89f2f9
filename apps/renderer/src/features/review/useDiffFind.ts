import type { FoundInDiff } from "@flightdeck/contract";
import { useCallback, useEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import type { ReviewHere } from "./parts.ts";

/** What a search through all patches found, those that are not fetched yet too. */
export interface DiffFind {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly found?: FoundInDiff;
  readonly failure?: Failure;
  /** Which of the found lines was gone to last. */
  readonly at?: number;
  readonly go: (by: 1 | -1) => void;
}

/** A pause in writing; every letter would be a search. */
const PAUSE = 120;

/** Looks for a text in the whole diff, at the host, and goes from line to line. Looks again when the diff is another. */
export function useDiffFind({ store, threadId, show }: ReviewHere): DiffFind {
  const { client } = useApp();
  const [text, setText] = useState("");
  const [result, setResult] = useState<{ readonly text: string; readonly found: FoundInDiff }>();
  const [failure, setFailure] = useState<Failure>();
  const [at, setAt] = useState<number>();
  const fingerprint = useSelect(store, (state) => state.diff?.fingerprint);
  const ignoreSpace = useSelect(store, (state) => state.ignoreSpace);
  useEffect(() => {
    if (text === "" || fingerprint === undefined) return;
    const life = new AbortController();
    const { scope } = store.getState();
    const timer = setTimeout(() => {
      const input = { threadId, scope, text, ignoreSpace, fingerprint };
      client.review.find(input, { signal: life.signal }).then(
        (found) => {
          if (life.signal.aborted) return;
          setResult({ text, found });
          setFailure(undefined);
        },
        (error: unknown) => !life.signal.aborted && setFailure(readFailure(error)),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      life.abort();
    };
  }, [client, store, threadId, text, ignoreSpace, fingerprint]);
  const found = text === "" || result?.text !== text ? undefined : result.found;
  const go = useCallback(
    (by: 1 | -1) => {
      const count = found?.lines.length ?? 0;
      if (count === 0) return;
      const next = at === undefined || at >= count ? (by === 1 ? 0 : count - 1) : (at + by + count) % count;
      setAt(next);
      const hit = found?.lines[next];
      if (hit !== undefined) show(hit.path, { side: hit.side, line: hit.line });
    },
    [found, at, show],
  );
  const change = useCallback((next: string) => {
    setText(next);
    setAt(undefined);
  }, []);
  return {
    text,
    setText: change,
    ...(found && { found }),
    ...(failure && { failure }),
    ...(at !== undefined && { at }),
    go,
  };
}
