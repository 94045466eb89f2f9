import type { SearchAnswer } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";

/** A question that is still being typed is not asked. */
const PAUSE = 120;
/** A question longer than this is a paste gone wrong; the host reads no more of it either. */
const LONGEST = 10_000;

export interface Found {
  /** What the answer is to; it trails what is being typed. */
  readonly text: string;
  readonly answer?: SearchAnswer;
  readonly failure?: Failure;
}

const nothing: Found = { text: "" };

/** What the host finds for a text. The last answer stays while the next one is under way. */
export function useSearch(text: string, limit = 50): Found {
  const { client } = useApp();
  const [found, setFound] = useState<Found>(nothing);
  const wanted = text.trim().slice(0, LONGEST);
  useEffect(() => {
    if (wanted === "") return;
    const life = new AbortController();
    const { signal } = life;
    const timer = setTimeout(() => {
      client.search.find({ text: wanted, limit }, { signal }).then(
        (answer) => !signal.aborted && setFound({ text: wanted, answer }),
        (error: unknown) => !signal.aborted && setFound({ text: wanted, failure: readFailure(error) }),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      life.abort();
    };
  }, [client, wanted, limit]);
  return wanted === "" ? nothing : found;
}
