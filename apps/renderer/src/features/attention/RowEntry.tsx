import { callsSince, MessageId, type ThreadRow } from "@flightdeck/contract";
import { Check, FileDiff, RotateCw } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import type { Glyph } from "../../ui/StatusGlyph.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { testWords, whatOf } from "../deck/words.ts";
import { openThread } from "../layout/store.ts";
import { progressWords } from "../reading/progress.ts";
import { ThreadReading } from "../reading/ThreadReading.tsx";
import { EntryActs } from "./EntryActs.tsx";
import { EntryRow } from "./EntryRow.tsx";
import type { EntryPlace } from "./place.ts";

const kinds = {
  failure: { glyph: "failed", word: "Failure" },
  finished: { glyph: "done", word: "Finished" },
} as const satisfies Record<string, { readonly glyph: Glyph; readonly word: string }>;

/** So much of a reason has room in the line of its entry. */
const SHORT = 80;

/** A thread that wants to be looked at: it broke, or it is done. */
export function RowEntry({
  row,
  kind,
  place,
}: {
  readonly row: ThreadRow;
  readonly kind: keyof typeof kinds;
  readonly place: EntryPlace;
}) {
  const { glyph, word } = kinds[kind];
  return (
    <EntryRow
      role="group"
      name={`${word}: ${row.title}`}
      glyph={glyph}
      kind={word}
      title={row.preview || row.title}
      from={`${place.project} · ${visibleName(row.title)}`}
      at={callsSince(row)}
      chosen={place.chosen}
      onChoose={place.onChoose}
      after={
        <span className="flex items-center gap-2">
          <ThreadReading reading={row.reading} />
          <LineCount additions={row.additions} deletions={row.deletions} />
          {!place.chosen && <Main row={row} kind={kind} compact />}
        </span>
      }
    >
      <Context row={row} />
      <EntryActs place={place}>
        <Acts row={row} kind={kind} />
      </EntryActs>
    </EntryRow>
  );
}

/** What is known of it without reading the thread. */
function Context({ row }: { readonly row: ThreadRow }) {
  const { deck } = useApp();
  const digest = useSelect(deck, (digests) => digests.get(row.id));
  const files = digest?.files ?? [];
  const failed = row.status === "failed";
  const what = whatOf(row, digest);
  // A short reason stands above already; then it is worth more what the agent was at.
  const words = failed && what.length < SHORT && row.preview.endsWith(what) ? (digest?.said ?? "") : what;
  return (
    <div className="max-w-(--measure) overflow-hidden rounded-3 border border-line empty:hidden *:first:border-t-0">
      {words !== "" && <p className="px-2.5 py-2 break-words text-text-2">{visibleText(words)}</p>}
      {failed && digest !== undefined && digest.tail.length > 0 && (
        <pre className="overflow-x-auto border-t border-line bg-sunken px-2.5 py-2 text-text-2" tabIndex={0}>
          {digest.tail.map(visibleText).join("\n")}
        </pre>
      )}
      {row.reading !== undefined && (
        <p className="border-t border-line px-2.5 py-1.5 text-small text-text-2">{progressWords(row.reading)}</p>
      )}
      {digest !== undefined && (files.length > 0 || digest.tests !== undefined) && (
        <ul className="border-t border-line px-2.5 py-1.5 text-small text-text-2">
          {files.map(({ path, additions, deletions }) => (
            <li key={path} className="flex items-baseline gap-2">
              <span className="mono truncate">{visibleName(path)}</span>
              <LineCount additions={additions} deletions={deletions} />
            </li>
          ))}
          {digest.fileCount > files.length && (
            <li className="text-text-3">{digest.fileCount - files.length} more files</li>
          )}
          {digest.tests !== undefined && <li>{testWords(digest.tests).long}</li>}
        </ul>
      )}
    </div>
  );
}

interface Of {
  readonly row: ThreadRow;
  readonly kind: keyof typeof kinds;
}

function Acts({ row, kind }: Of) {
  const { client } = useApp();
  const failed = useFailed();
  return (
    <div className="flex flex-wrap gap-1.5">
      <Main row={row} kind={kind} />
      <Button
        icon={Check}
        hint="E"
        onClick={() => void client.threads.flag({ threadId: row.id, unread: false }).catch(failed)}
      >
        Mark as seen
      </Button>
    </div>
  );
}

/** What is mostly done with it: go on where it broke, review what it changed. */
function Main({ row, kind, compact = false }: Of & { readonly compact?: boolean }) {
  const { client, layout, newId } = useApp();
  const failed = useFailed();
  const look = { variant: compact ? "outlined" : "primary", size: compact ? "small" : "base" } as const;
  if (kind === "failure") {
    const text = "Go on where you stopped.";
    const goOn = () =>
      void client.turns.send({ threadId: row.id, messageId: MessageId.parse(newId()), text }).catch(failed);
    return (
      <Button {...look} icon={RotateCw} onClick={goOn}>
        Go on
      </Button>
    );
  }
  if (row.additions + row.deletions === 0) return null;
  const review = () => layout.update((state) => ({ ...openThread(state, row.id), panel: "review" }));
  return (
    <Button {...look} icon={FileDiff} onClick={review}>
      Review
    </Button>
  );
}
