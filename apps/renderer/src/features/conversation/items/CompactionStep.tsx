import type { Item } from "@flightdeck/contract";
import { FoldVertical } from "lucide-react";
import { clock, tokens } from "../../../ui/time.ts";
import { StepLine } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { Elapsed } from "../Elapsed.tsx";
import { MarkdownText } from "../markdown/MarkdownText.tsx";
import { StepMark } from "./StepMark.tsx";

export type CompactionItem = Extract<Item, { type: "compaction" }>;

const whys: Record<CompactionItem["trigger"], string | undefined> = {
  auto: undefined,
  manual: "as you asked",
  model_change: "for a model with a smaller window",
};

/** How a compaction went, in one line. */
export function compactionWords(item: CompactionItem): string {
  switch (item.status) {
    case "running":
      return `Making the conversation shorter, ${tokens(item.tokensBefore)} tokens`;
    case "completed":
      if (item.tokensAfter === undefined) return "Made shorter";
      // A conversation of a few words: its frame alone is longer.
      if (item.tokensAfter >= item.tokensBefore) return `Summed up, ${tokens(item.tokensAfter)} tokens`;
      return `Made shorter: ${tokens(item.tokensBefore)} → ${tokens(item.tokensAfter)} tokens`;
    case "failed":
      return "The conversation could not be made shorter";
    case "declined":
    case "interrupted":
      return "Stopped before the conversation was shorter";
  }
}

/** The conversation was made shorter for the model. Nothing of it is lost here; opened, it shows what the model keeps. */
export function CompactionStep({ item }: { readonly item: CompactionItem }) {
  const [open, toggle] = useDisclosure(item.id, false);
  const detail = item.status === "failed" ? item.error : item.summary;
  const folds = detail !== undefined && detail.trim() !== "";
  return (
    <div role="group" aria-label="Compaction">
      <StepLine
        mark={<StepMark status={item.status} done={FoldVertical} />}
        open={open}
        onToggle={folds ? toggle : undefined}
        after={item.status === "running" ? undefined : clock(item.endedAt ?? item.startedAt)}
      >
        <span className="shrink-0 tabular-nums">{compactionWords(item)}</span>
        {whys[item.trigger] !== undefined && <span className="truncate text-text-3">{whys[item.trigger]}</span>}
        {item.status === "running" && <Elapsed from={item.startedAt} to={undefined} />}
      </StepLine>
      {open && folds && (
        <div className="mt-1 ml-[26px] max-h-96 overflow-y-auto rounded-3 border border-line px-3 py-2" tabIndex={0}>
          {item.status === "failed" ? (
            <p className="text-small break-words text-text-2">{detail}</p>
          ) : (
            <MarkdownText text={detail} className="text-base text-text-2" />
          )}
        </div>
      )}
    </div>
  );
}
