import type { InboxGroup } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { money } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { RowFrame } from "./RowFrame.tsx";
import { groupWords, moment } from "./words.ts";

/** Runs of one automation of which there is little to say. */
export function GroupRow({
  group,
  now,
  chosen,
  onChoose,
}: {
  readonly group: InboxGroup;
  readonly now: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const { projects } = useApp();
  const known = useSelect(projects, (state) => state.projects);
  const names = group.projectIds.flatMap((id) => known.find((each) => each.id === id)?.name ?? []);
  const { title, note } = groupWords(group);
  const place = names.length > 2 ? `${names.length} projects` : names.join(", ");
  return (
    <RowFrame
      chosen={chosen}
      onChoose={onChoose}
      mark={<StatusGlyph status={group.state === "completed" ? "idle" : "interrupted"} />}
      title={visibleName(title)}
      words={group.state === "completed" ? "nothing found" : group.state}
      note={[place, visibleName(note)].filter((part) => part !== "").join(" · ")}
      from={visibleName(group.automationName)}
      tag={group.dollars > 0 && <span className="text-micro text-text-3 tabular-nums">{money(group.dollars)}</span>}
      at={moment(group.lastAt, now)}
    />
  );
}
