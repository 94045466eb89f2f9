import { useEffect, useState } from "react";
import { type App, useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { type Span, sinceOf } from "./span.ts";

export type Grouping = "day" | "project" | "thread" | "model";
export type Report = Awaited<ReturnType<App["client"]["usage"]["report"]>>;

/** The sums of a time, read when they are looked at; those before stay until the next are there. */
export function useReport(by: Grouping, span: Span) {
  const { client } = useApp();
  const [report, setReport] = useState<Report>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    const life = new AbortController();
    client.usage
      .report({ by, since: sinceOf(span, Date.now()) }, { signal: life.signal })
      .then((sums) => {
        setReport(sums);
        setFailure(undefined);
      })
      .catch((error: unknown) => {
        if (!life.signal.aborted) setFailure(readFailure(error));
      });
    return () => life.abort();
  }, [client, by, span]);
  return { report, failure };
}
