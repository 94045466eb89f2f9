import type { Happening } from "@flightdeck/contract";
import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useApp, useSelect, useSelectSame } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { clock } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { openThread } from "../layout/store.ts";
import { type AwayLine, awayLines } from "./lines.ts";

const SHOWN = 5;

/** What happened since the person was last here, a line per thread, until they put it away. */
export function AwayNote() {
  const { away } = useApp();
  const since = useSelect(away, (state) => state);
  return since === undefined ? null : <Since key={since} since={since} />;
}

const sameLines = (a: readonly AwayLine[], b: readonly AwayLine[]): boolean =>
  a.length === b.length && a.every((line, index) => line.words === b[index]?.words && line.row === b[index].row);

function Since({ since }: { readonly since: number }) {
  const { away, client, layout, rows } = useApp();
  const failed = useFailed();
  const [happenings, setHappenings] = useState<readonly Happening[]>();
  const [all, showAll] = useState(false);
  useEffect(() => {
    let gone = false;
    client.attention.since({ at: since }).then((found) => !gone && setHappenings(found), failed);
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- asked once for each absence
  }, [client, since]);
  const lines = useSelectSame(rows, (state) => awayLines(happenings ?? [], state.rows, since), sameLines);
  if (happenings === undefined || lines.length === 0) return null;
  const shown = all ? lines : lines.slice(0, SHOWN);
  return (
    <section
      aria-label="Since you were away"
      className="max-h-[40%] shrink-0 overflow-y-auto border-b border-line bg-raised py-1.5 pr-3 pl-5"
    >
      <header className="flex h-7 items-center gap-2">
        <h2 className="font-strong">Since you were away</h2>
        <span className="text-small text-text-3">{whenWords(since)}</span>
        <span className="flex-1" />
        <IconButton label="Dismiss" icon={X} size="small" onClick={away.dismiss} />
      </header>
      <ul>
        {shown.map(({ threadId, row, words }) => (
          <li key={threadId}>
            <button
              type="button"
              onClick={() => layout.update((state) => openThread(state, threadId))}
              className="flex h-7 w-full items-center gap-2 rounded-2 px-1 text-left whitespace-nowrap hover:bg-hover"
            >
              <StatusGlyph status={glyphOf(row.status, row.unread)} />
              <span className="max-w-[45%] truncate font-medium">{visibleName(row.title)}</span>
              <span className="min-w-0 truncate text-text-2">{visibleName(words)}</span>
              <LineCount additions={row.additions} deletions={row.deletions} className="ml-auto pl-2" />
            </button>
          </li>
        ))}
      </ul>
      {lines.length > shown.length && (
        <Button variant="plain" size="small" onClick={() => showAll(true)}>
          {lines.length - shown.length} more
        </Button>
      )}
    </section>
  );
}

/** Since when, as a person says it. */
function whenWords(since: number): string {
  const sameDay = new Date(since).toDateString() === new Date().toDateString();
  return sameDay ? `since ${clock(since)}` : `since ${new Date(since).toLocaleDateString()}, ${clock(since)}`;
}
