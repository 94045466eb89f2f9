import type { Item } from "@flightdeck/contract";
import { clsx } from "clsx";
import { memo } from "react";
import { CommandStrip } from "./items/CommandStrip.tsx";
import { FileChangeCard } from "./items/FileChangeCard.tsx";
import { FoldRow } from "./items/FoldRow.tsx";
import { ErrorCard, QuarantinedLine, TurnEnd, WaitingLine, WorktreeStrip } from "./items/Notices.tsx";
import { PlanCard, PlanProgress } from "./items/PlanCard.tsx";
import { ReasoningText } from "./items/Reasoning.tsx";
import { ToolCallStep } from "./items/ToolCallStep.tsx";
import { UserMessage } from "./items/UserMessage.tsx";
import { MarkdownBlock } from "./markdown/Markdown.tsx";
import type { Row } from "./rows.ts";

/** One row of the conversation, drawn again only when it is another. */
export const RowView = memo(function RowView({ row }: { readonly row: Row }) {
  return (
    <div className={clsx("mx-auto w-full max-w-[calc(var(--measure)+32px)] px-4", gap(row))}>
      <Content row={row} />
    </div>
  );
});

const gap = (row: Row): string => {
  if (row.kind === "end") return "pb-3";
  if (row.kind !== "prose" || !row.joined) return "pb-2";
  return row.block.kind === "list" ? "pb-[3px]" : "pb-0";
};

function Content({ row }: { readonly row: Row }) {
  switch (row.kind) {
    case "worktree":
      return <WorktreeStrip worktree={row.worktree} />;
    case "item":
      return <ItemView item={row.item} />;
    case "prose":
      return (
        <div className={clsx("md pl-[26px] text-read", row.growing && "md-growing", row.joined && "md-joined")}>
          <MarkdownBlock block={row.block} links={row.links} growing={row.growing} />
          {row.cut && <span className="text-micro text-text-3">The answer ends here: it was stopped.</span>}
        </div>
      );
    case "fold":
      return <FoldRow id={row.key} fold={row.fold} items={row.items} />;
    case "progress":
      return <PlanProgress plan={row.plan} />;
    case "waiting":
      return <WaitingLine since={row.since} retrying={row.retrying} />;
    case "end":
      return <TurnEnd turn={row.turn} />;
    case "quarantined":
      return <QuarantinedLine rows={row.rows} />;
  }
}

function ItemView({ item }: { readonly item: Item }) {
  switch (item.type) {
    case "user_message":
      return <UserMessage item={item} />;
    case "command":
      return <CommandStrip item={item} />;
    case "file_change":
      return <FileChangeCard item={item} />;
    case "plan":
      return <PlanCard item={item} />;
    case "tool_call":
      return <ToolCallStep item={item} />;
    case "error":
      return <ErrorCard error={item} at={item.endedAt ?? item.startedAt} />;
    case "reasoning":
      return <ReasoningText item={item} />;
    case "question":
    case "compaction":
    case "agent_message":
      return null; // drawn in blocks
  }
}
