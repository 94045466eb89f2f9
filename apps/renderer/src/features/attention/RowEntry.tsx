import type { ThreadRow } from "@flightdeck/contract";
import { ChevronRight } from "lucide-react";
import { Icon } from "../../ui/Icon.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import type { Glyph } from "../../ui/StatusGlyph.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { EntryRow } from "./EntryRow.tsx";

const kinds = {
  plan: { glyph: "plan_ready", word: "Plan" },
  failure: { glyph: "failed", word: "Failure" },
  finished: { glyph: "done", word: "Finished" },
} as const satisfies Record<string, { readonly glyph: Glyph; readonly word: string }>;

/** A thread that wants to be looked at: its plan is to be read, it broke, or it is done. */
export function RowEntry({
  row,
  kind,
  project,
  chosen,
  onOpen,
}: {
  readonly row: ThreadRow;
  readonly kind: keyof typeof kinds;
  readonly project: string;
  readonly chosen: boolean;
  readonly onOpen: () => void;
}) {
  const { glyph, word } = kinds[kind];
  return (
    <EntryRow
      role="group"
      name={`${word}: ${row.title}`}
      glyph={glyph}
      kind={word}
      title={row.preview || row.title}
      from={`${project} · ${visibleName(row.title)}`}
      at={row.updatedAt}
      chosen={chosen}
      onChoose={onOpen}
      after={
        <span className="flex items-center gap-2">
          <LineCount additions={row.additions} deletions={row.deletions} />
          <Icon of={ChevronRight} size={14} />
        </span>
      }
    />
  );
}
