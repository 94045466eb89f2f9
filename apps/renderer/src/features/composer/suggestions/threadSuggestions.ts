import type { ProjectId, ThreadId, ThreadRow } from "@flightdeck/contract";
import { MessagesSquare } from "lucide-react";
import { visibleName } from "../../../ui/visibleText.ts";
import type { Suggestion } from "./suggestion.ts";

const MOST = 5;

/** How well a title is meant by what is typed: its beginning, the beginning of a word, anywhere; 0 is not at all. */
function nearness(title: string, typed: string): number {
  const at = title.toLowerCase().indexOf(typed.toLowerCase());
  if (at < 0) return 0;
  if (at === 0) return 3;
  return /[\p{L}\p{N}]/u.test(title[at - 1] ?? "") ? 1 : 2;
}

/** The threads whose titles have what is typed: those of the project first, then what changed last. */
export function threadsNamed(
  rows: ReadonlyMap<ThreadId, ThreadRow>,
  typed: string,
  { self, projectId }: { readonly self: string; readonly projectId: ProjectId | undefined },
): readonly ThreadRow[] {
  const found = [...rows.values()].filter(
    (row) =>
      row.id !== self && (typed === "" ? row.projectId === projectId && !row.archived : nearness(row.title, typed) > 0),
  );
  const foreign = (row: ThreadRow) => Number(row.projectId !== projectId);
  return found
    .toSorted(
      (a, b) =>
        Number(a.archived) - Number(b.archived) ||
        nearness(b.title, typed) - nearness(a.title, typed) ||
        foreign(a) - foreign(b) ||
        b.updatedAt - a.updatedAt,
    )
    .slice(0, MOST);
}

export const suggestThread = ({ id, title, preview, archived }: ThreadRow): Suggestion => ({
  key: `thread:${id}`,
  group: "Threads",
  icon: MessagesSquare,
  label: visibleName(title),
  detail: visibleName(preview),
  note: archived ? "archived" : undefined,
  choose: (editor, typed) => editor.replaceBefore(typed, { kind: "thread", threadId: id, title: title.slice(0, 200) }),
});
