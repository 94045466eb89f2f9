import type { InboxRow } from "@flightdeck/contract";
import { clsx } from "clsx";
import { memo } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { checkboxLook } from "../../ui/Field.tsx";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { LineCount, Tag } from "../../ui/Marks.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { money } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { Priority } from "../findings/Priority.tsx";
import { RowFrame } from "./RowFrame.tsx";
import { glyphFor, kindWords, meta, moment } from "./words.ts";

/** What a run has to say, in fixed fields. */
export const EntryRow = memo(function EntryRow({
  row,
  now,
  chosen,
  selected,
  onChoose,
  onToggle,
}: {
  readonly row: InboxRow;
  readonly now: number;
  readonly chosen: boolean;
  readonly selected: boolean;
  readonly onChoose: (key: string) => void;
  readonly onToggle: (key: string, range: boolean) => void;
}) {
  const { projects } = useApp();
  const project = useSelect(projects, (state) => state.projects.find(({ id }) => id === row.projectId)?.name);
  const key = `entry:${row.id}`;
  const title = visibleName(row.title);
  return (
    <RowFrame
      chosen={chosen}
      selected={selected}
      onChoose={() => onChoose(key)}
      mark={
        <label className="group/mark relative -m-2 grid size-[30px] place-items-center">
          <input
            type="checkbox"
            aria-label={`Select ${title}`}
            checked={selected}
            tabIndex={-1}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(key, event.shiftKey);
            }}
            onChange={() => {}}
            className={clsx(
              checkboxLook,
              "col-start-1 row-start-1 bg-raised",
              selected ? "z-1" : "opacity-0 group-hover/mark:z-1 group-hover/mark:opacity-100",
            )}
          />
          <span className={clsx("col-start-1 row-start-1 group-hover/mark:invisible", selected && "invisible")}>
            <StatusGlyph status={glyphFor(row)} />
          </span>
        </label>
      }
      weight={row.priority && <Priority of={row.priority} />}
      title={<InlineCode text={title} />}
      words={`${kindWords[row.kind]}${row.unread ? ", unread" : ""}`}
      strong={row.unread && !row.archived}
      note={visibleName(meta(row, project))}
      from={visibleName(row.automationName)}
      tag={<Fact row={row} />}
      at={moment(row.at, now)}
    />
  );
});

/** The one fact that tells most about it. */
function Fact({ row: { kind, proof, changes, dollars, archived } }: { readonly row: InboxRow }) {
  if (kind === "changes" && changes !== undefined)
    return <LineCount additions={changes.additions} deletions={changes.deletions} />;
  if (archived) return <Tag>archived</Tag>;
  if (proof === "proven") return <Tag tone="red">proven</Tag>;
  if (kind === "report") return <Tag>report</Tag>;
  if (kind === "nothing") return <span className="text-micro text-text-3">{dollars && money(dollars)}</span>;
  if (kind === "failure" && dollars !== undefined) return <Tag>{money(dollars)}</Tag>;
  return null;
}
