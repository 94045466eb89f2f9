import { clsx } from "clsx";
import { memo } from "react";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { TurnMenu } from "../history/index.ts";
import { FoldRow } from "./items/FoldRow.tsx";
import { ItemView } from "./items/ItemView.tsx";
import { OverrideLine, QuarantinedLine, WaitingLine, WorktreeStrip } from "./items/Notices.tsx";
import { PlanProgress } from "./items/PlanCard.tsx";
import { TurnEnd } from "./items/TurnEnd.tsx";
import { MarkdownBlock } from "./markdown/Markdown.tsx";
import type { Row } from "./rows.ts";

/** One row of the conversation, drawn again only when it is another. */
export const RowView = memo(function RowView({
  row,
  aimed = false,
}: {
  readonly row: Row;
  /** The person was brought here. */
  readonly aimed?: boolean;
}) {
  return (
    <div
      data-row={row.key}
      className={clsx("mx-auto w-full max-w-[calc(var(--measure)+32px)] px-4", gap(row), aimed && "aimed")}
      data-aimed={aimed || undefined}
    >
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
      return <ItemView item={row.item} turnId={row.turnId} />;
    case "prose":
      return (
        <div className="group/answer relative">
          <div className={clsx("md pl-[26px] text-read", row.growing && "md-growing", row.joined && "md-joined")}>
            <MarkdownBlock block={row.block} links={row.links} growing={row.growing} />
            {row.cut && <span className="text-micro text-text-3">The answer ends here: it was stopped.</span>}
          </div>
          {row.message !== undefined && (
            <CopyButton
              text={row.message}
              label="Copy the answer"
              className="absolute! top-[-1px] left-[-4px] opacity-0 group-hover/answer:opacity-100 focus-visible:opacity-100"
            />
          )}
        </div>
      );
    case "fold":
      return <FoldRow id={row.key} fold={row.fold} items={row.items} />;
    case "progress":
      return <PlanProgress plan={row.plan} />;
    case "waiting":
      return <WaitingLine since={row.since} retrying={row.retrying} />;
    case "end":
      return <TurnEnd turn={row.turn} actions={<TurnMenu turn={row.turn} />} />;
    case "override":
      return <OverrideLine record={row.record} />;
    case "quarantined":
      return <QuarantinedLine rows={row.rows} />;
  }
}
