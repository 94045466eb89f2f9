import type { Item } from "@flightdeck/contract";
import { FilePen, ListChecks, type LucideIcon, MessageCircleDashed, Search, SquareTerminal } from "lucide-react";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { duration } from "../../../ui/time.ts";
import { visibleText } from "../../../ui/visibleText.ts";
import { StepLine } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { type FoldKind, foldTitle, timeTaken } from "../steps.ts";
import { useWaiting } from "../waiting.ts";
import { ItemView } from "./ItemView.tsx";
import { ReasoningText } from "./Reasoning.tsx";

const icons: Record<FoldKind, LucideIcon> = {
  looked: Search,
  ran: SquareTerminal,
  changed: FilePen,
  planned: ListChecks,
};

/** Work that is done, or passing by, as one line; opened it is the cards themselves. */
export function FoldRow({
  id,
  fold,
  items,
}: {
  readonly id: string;
  readonly fold: FoldKind;
  readonly items: readonly Item[];
}) {
  const [open, toggle] = useDisclosure(id, false);
  const title = foldTitle(fold, items);
  const last = items.at(-1);
  const running = last?.status === "running";
  const waiting = useWaiting(last?.id) && running;
  const thought = fold === "looked" && items.every((item) => item.type === "reasoning");
  const took = timeTaken(items);
  return (
    <div>
      <StepLine
        icon={thought ? MessageCircleDashed : icons[fold]}
        mark={running ? <StatusGlyph status={waiting ? "waiting_approval" : "running"} named /> : undefined}
        open={open}
        onToggle={toggle}
        after={took >= 100 && !running ? duration(took) : undefined}
      >
        <span className={title.code === undefined ? "truncate" : "shrink-0"}>{title.words}</span>
        {title.code !== undefined && <span className="mono truncate">{visibleText(title.code)}</span>}
      </StepLine>
      {open && (
        <div className="mt-1 flex flex-col gap-2 pb-1">
          {items.map((item) => (
            <div key={item.id} data-item={item.id}>
              {item.type === "reasoning" ? (
                <ReasoningText item={item} titled={items.length === 1} />
              ) : (
                <ItemView item={item} />
              )}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
