import type { InboxLines, InboxRow } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { useHighlight } from "../../ui/syntax/useHighlight.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { FileLink } from "../conversation/FileLink.tsx";

const AROUND = 4;

/** The place that an entry names, with the lines around it as they are now. */
export function Excerpt({ row, path }: { readonly row: InboxRow; readonly path: string }) {
  const { client } = useApp();
  const [told, setTold] = useState<InboxLines | Failure>();
  useEffect(() => {
    const life = new AbortController();
    client.inbox.lines({ entryId: row.id, around: AROUND }, { signal: life.signal }).then(setTold, (error: unknown) => {
      if (!life.signal.aborted) setTold(readFailure(error));
    });
    return () => life.abort();
  }, [client, row.id]);
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const there = told !== undefined && "lines" in told ? told : undefined;
  return (
    <section aria-label="Place" className="overflow-hidden rounded-3 border border-line">
      <header className="flex min-h-8 items-center gap-2 bg-raised px-2.5 py-1">
        <span className="mono min-w-0 flex-1 text-small break-all">
          <FileLink file={{ path, ...(row.line !== undefined && { line: row.line }) }}>
            <span className="text-text-3">{visibleName(folder)}</span>
            <span className="font-medium text-text-1">{visibleName(path.slice(folder.length))}</span>
            {row.line !== undefined && <span className="text-text-3">:{row.line}</span>}
          </FileLink>
        </span>
        {there?.place === "project" && <span className="text-micro text-text-3">as the project has it now</span>}
      </header>
      {told !== undefined && !("lines" in told) && (
        <p className="border-t border-line px-2.5 py-1.5 text-small text-text-2">
          {told.code === "file_not_found" ? "These lines are no longer there." : `${told.message}.`}
        </p>
      )}
      {there !== undefined && there.lines.length > 0 && <Lines told={there} at={row.line} path={path} />}
    </section>
  );
}

function Lines({
  told,
  at,
  path,
}: {
  readonly told: InboxLines;
  readonly at: number | undefined;
  readonly path: string;
}) {
  const code = visibleText(told.lines.join("\n"));
  const coloured = useHighlight(code, /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "");
  const plain = code.split("\n");
  return (
    <pre tabIndex={0} className="overflow-x-auto border-t border-line font-mono text-small leading-5 [tab-size:4]">
      <code className="block w-max min-w-full">
        {plain.map((text, index) => {
          const number = told.from + index;
          return (
            <span
              key={number}
              aria-current={number === at || undefined}
              className={clsx("grid grid-cols-[44px_1fr]", number === at && "bg-amber-soft")}
            >
              <span
                aria-hidden
                className={clsx(
                  "pr-2.5 text-right text-micro leading-5 tabular-nums select-none",
                  number === at ? "text-amber" : "text-text-3",
                )}
              >
                {number}
              </span>
              <span className="min-h-5 pr-2.5">{coloured?.[index] ?? text}</span>
            </span>
          );
        })}
      </code>
    </pre>
  );
}
