import type { FindingPriority, InboxGroup, InboxRow, Morning } from "@flightdeck/contract";
import { type Entry, since as waitsSince } from "../attention/entries.ts";

/** A line of the inbox: what a run has to say, an agent of a run that waits for the person, runs of which there is little to say. */
export type Line =
  | { readonly kind: "entry"; readonly key: string; readonly row: InboxRow }
  | { readonly kind: "waits"; readonly key: string; readonly entry: Entry }
  | { readonly kind: "group"; readonly key: string; readonly group: InboxGroup };

export const entryLine = (row: InboxRow): Line => ({ kind: "entry", key: `entry:${row.id}`, row });

export type SectionName = "Do first" | "To review" | "Failed" | "Did not run" | "Nothing found";

export interface Section {
  readonly name: SectionName;
  readonly lines: readonly Line[];
}

/** What must not wait for the rest of the day. */
const urgent: ReadonlySet<FindingPriority | undefined> = new Set(["P0", "P1"]);

const reviewOrder: readonly (FindingPriority | undefined)[] = ["P0", "P1", "P2", "P3", undefined];

/** Changes want eyes before they land, then findings by their weight, then what is only to be read. */
const reviewRank = ({ kind, priority }: InboxRow): number => {
  if (kind === "changes") return 0;
  return kind === "finding" ? 1 + reviewOrder.indexOf(priority) : 1 + reviewOrder.length;
};

const nightOrder = (a: InboxRow, b: InboxRow): number => a.at - b.at;

/**
 * The morning: what to do first (the gravest findings, then agents that stand still, the longest wait first), what to
 * review, what failed, what did not run, what found nothing. Each part tells the night from its beginning. Whether an
 * entry was read changes nothing here: what the person looks at stays where it is.
 */
export function morningSections(
  rows: readonly InboxRow[],
  waiting: readonly Entry[],
  morning: Pick<Morning, "since" | "passed" | "nothing">,
): readonly Section[] {
  const shown = rows.filter((row) => !row.archived && (row.at >= morning.since || row.unread));
  const of = (fits: (row: InboxRow) => boolean, compare = nightOrder): readonly Line[] =>
    shown.filter(fits).sort(compare).map(entryLine);
  const isUrgent = ({ kind, priority }: InboxRow) => kind === "finding" && urgent.has(priority);
  const groups = (list: readonly InboxGroup[]): readonly Line[] =>
    list.map((group) => ({ kind: "group", key: `group:${group.state}:${group.automationId}`, group }));
  const sections: readonly Section[] = [
    {
      name: "Do first",
      lines: [
        ...of(isUrgent, (a, b) => reviewRank(a) - reviewRank(b) || nightOrder(a, b)),
        ...waiting
          .toSorted((a, b) => waitsSince(a) - waitsSince(b))
          .map((entry): Line => ({ kind: "waits", key: entry.key, entry })),
      ],
    },
    {
      name: "To review",
      lines: of(
        (row) => (row.kind === "changes" || row.kind === "finding" || row.kind === "report") && !isUrgent(row),
        (a, b) => reviewRank(a) - reviewRank(b) || nightOrder(a, b),
      ),
    },
    { name: "Failed", lines: of(({ kind }) => kind === "failure") },
    { name: "Did not run", lines: groups(morning.passed) },
    { name: "Nothing found", lines: [...of(({ kind }) => kind === "nothing"), ...groups(morning.nothing)] },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** The line `step` further, staying at the ends; without one that is chosen, the first. */
export function stepLine(lines: readonly Line[], chosen: string | undefined, step: 1 | -1): Line | undefined {
  const at = lines.findIndex(({ key }) => key === chosen);
  return at < 0 ? lines[0] : (lines[at + step] ?? lines[at]);
}

/** The keys of the entries from one line to another, whichever stands first. Only entries can be selected. */
export function rangeOf(lines: readonly Line[], from: string | undefined, to: string): readonly string[] {
  const [a, b] = [lines.findIndex(({ key }) => key === from), lines.findIndex(({ key }) => key === to)];
  if (b < 0) return [];
  const start = a < 0 ? b : Math.min(a, b);
  return lines
    .slice(start, Math.max(a, b) + 1)
    .filter(({ kind }) => kind === "entry")
    .map(({ key }) => key);
}

/** Where the choice goes when lines are taken away: to the first below them, else to the last above. */
export function afterRemoval(
  lines: readonly Line[],
  chosen: string | undefined,
  gone: ReadonlySet<string>,
): string | undefined {
  const at = lines.findIndex(({ key }) => key === chosen);
  if (at < 0 || chosen === undefined || !gone.has(chosen)) return chosen;
  const stays = ({ key }: Line) => !gone.has(key);
  return (lines.slice(at).find(stays) ?? lines.slice(0, at).findLast(stays))?.key;
}
