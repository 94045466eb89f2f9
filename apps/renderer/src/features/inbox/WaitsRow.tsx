import type { Run } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { type Glyph, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { question, subject } from "../approvals/index.ts";
import { type Entry, projectOf, since } from "../attention/entries.ts";
import { RowFrame } from "./RowFrame.tsx";
import { moment } from "./words.ts";

const looks: Readonly<Record<Entry["kind"], { readonly glyph: Glyph; readonly word: string }>> = {
  approval: { glyph: "waiting_approval", word: "approval" },
  question: { glyph: "waiting_answer", word: "question" },
  plan: { glyph: "plan_ready", word: "plan" },
  failure: { glyph: "failed", word: "failed" },
  finished: { glyph: "done", word: "done" },
};

/** An agent of a run that stands still until the person answers. */
export function WaitsRow({
  entry,
  run,
  now,
  chosen,
  onChoose,
}: {
  readonly entry: Entry;
  readonly run: Run | undefined;
  readonly now: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const { projects } = useApp();
  const project = useSelect(projects, (state) => state.projects.find(({ id }) => id === projectOf(entry))?.name);
  const { glyph, word } = looks[entry.kind];
  const { title, note } = wordsOf(entry);
  return (
    <RowFrame
      chosen={chosen}
      onChoose={onChoose}
      mark={<StatusGlyph status={glyph} />}
      title={<InlineCode text={visibleName(title)} />}
      words={`waits for you, ${word}`}
      note={[project, visibleName(note)].filter(Boolean).join(" · ")}
      from={visibleName(run?.automationName ?? "")}
      tag={<Tag tone={entry.kind === "plan" ? "accent" : "amber"}>{word}</Tag>}
      at={moment(since(entry), now)}
    />
  );
}

function wordsOf(entry: Entry): { readonly title: string; readonly note: string } {
  if (entry.kind === "approval") {
    const { request } = entry.approval;
    return { title: subject(request), note: `Parked: ${question(request)}` };
  }
  if (entry.kind === "question") return { title: entry.question.text, note: "Parked: asks you" };
  return { title: entry.row.preview || entry.row.title, note: "Parked: its plan waits for your yes" };
}
