import { Search } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useSearch, useShowHit } from "../search/index.ts";
import type { FoundGroup } from "./entries.ts";
import type { PaletteEntry } from "./usePaletteEntries.tsx";

/** A letter or two are the beginning of something else. */
const LEAST = 3;
const MOST = 8;

/** What was said in threads with the words in the palette's line; nothing while it is narrowed to something else. */
export function useHits(typed: string): readonly FoundGroup<PaletteEntry>[] {
  const { rows } = useApp();
  const list = useSelect(rows, (state) => state.rows);
  const words = /^\s*[>#]/.test(typed) || typed.trim().length < LEAST ? "" : typed;
  const { answer } = useSearch(words, MOST);
  const show = useShowHit();
  const found = (answer?.hits ?? []).flatMap((hit) => {
    // Titles are among the threads already.
    if (hit.kind === "title") return [];
    const entry: PaletteEntry = {
      key: `hit:${hit.threadId}:${hit.itemId}`,
      group: "Threads",
      title: hit.snippet.text,
      icon: <Icon of={Search} />,
      note: visibleName(list.get(hit.threadId)?.title ?? hit.title),
      run: () => show(hit),
      beside: () => show(hit, { beside: true }),
    };
    const marks = new Set(
      hit.snippet.marks.flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => from + at)),
    );
    return [{ entry, marks }];
  });
  return found.length === 0 ? [] : [{ heading: "Said in threads", found }];
}
