import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import type { AwayLine } from "../away/lines.ts";
import { openThread } from "../layout/store.ts";
import type { Line, Section } from "./order.ts";
import { some } from "./words.ts";

/** What waits in the morning, part by part. What found nothing is folded until it is asked for. */
export function MorningList({
  sections,
  shown,
  onMore,
  nothingOpen,
  onNothing,
  carriedOn,
  draw,
}: {
  readonly sections: readonly Section[];
  /** How many lines of each part are drawn. */
  readonly shown: number;
  readonly onMore: () => void;
  readonly nothingOpen: boolean;
  readonly onNothing: (open: boolean) => void;
  readonly carriedOn: readonly AwayLine[];
  readonly draw: (line: Line) => ReactNode;
}) {
  const [carriedOpen, setCarriedOpen] = useState(false);
  return (
    <>
      {sections.map(({ name, lines }) =>
        name === "Nothing found" ? (
          <section key={name} aria-label={name}>
            <Fold name={name} note={archivedWords(count(lines))} open={nothingOpen} onOpen={onNothing} />
            {nothingOpen && <Lines name={name} lines={lines} shown={shown} onMore={onMore} draw={draw} />}
          </section>
        ) : (
          <section key={name} aria-label={name}>
            <h2 className={head}>
              {name} <span className="font-normal text-text-3 tabular-nums">{lines.length}</span>
            </h2>
            <Lines name={name} lines={lines} shown={shown} onMore={onMore} draw={draw} />
          </section>
        ),
      )}
      {carriedOn.length > 0 && (
        <section aria-label="Carried on">
          <Fold
            name="Carried on"
            note={some(carriedOn.length, "thread of yours", "threads of yours")}
            open={carriedOpen}
            onOpen={setCarriedOpen}
          />
          {carriedOpen && <CarriedOn lines={carriedOn} />}
        </section>
      )}
    </>
  );
}

function Lines({
  name,
  lines,
  shown,
  onMore,
  draw,
}: {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly shown: number;
  readonly onMore: () => void;
  readonly draw: (line: Line) => ReactNode;
}) {
  return (
    <>
      <ul aria-label={name}>
        {lines.slice(0, shown).map((line) => (
          <li key={line.key} data-key={line.key}>
            {draw(line)}
          </li>
        ))}
      </ul>
      {lines.length > shown && (
        <Button variant="plain" size="small" className="mx-4 my-1.5" onClick={onMore}>
          {(lines.length - shown).toLocaleString("en")} more
        </Button>
      )}
    </>
  );
}

const head =
  "mx-5 flex h-[34px] items-center gap-2 text-small font-strong text-text-2 after:h-px after:flex-1 after:bg-line @max-[680px]:mx-4";

function Fold({
  name,
  note,
  open,
  onOpen,
}: {
  readonly name: string;
  readonly note: string;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}) {
  return (
    <h2 className={head}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onOpen(!open)}
        className="-ml-1 flex h-6 items-center gap-1.5 rounded-1 px-1 font-strong hover:text-text-1"
      >
        <Icon of={open ? ChevronDown : ChevronRight} size={12} />
        {name} <span className="font-normal text-text-3">{note}</span>
      </button>
    </h2>
  );
}

const count = (lines: readonly Line[]): number =>
  lines.reduce((sum, line) => sum + (line.kind === "group" ? line.group.runs : 1), 0);

const archivedWords = (runs: number) => `${runs}, archived by ${runs === 1 ? "itself" : "themselves"}`;

/** The person's own threads in which something went on. */
function CarriedOn({ lines }: { readonly lines: readonly AwayLine[] }) {
  const { layout } = useApp();
  return (
    <ul aria-label="Carried on">
      {lines.map(({ threadId, row, words }) => (
        <li key={threadId}>
          <button
            type="button"
            onClick={() => layout.update((state) => openThread(state, threadId))}
            className="flex h-8 w-full items-center gap-3 px-5 text-left whitespace-nowrap hover:bg-hover focus-visible:-outline-offset-2 @max-[680px]:px-4"
          >
            <StatusGlyph status={glyphOf(row.status, row.unread)} />
            <span className="max-w-[45%] truncate font-medium">{visibleName(row.title)}</span>
            <span className="min-w-0 truncate text-text-2">{visibleName(words)}</span>
            <LineCount additions={row.additions} deletions={row.deletions} className="ml-auto pl-2" />
          </button>
        </li>
      ))}
    </ul>
  );
}
