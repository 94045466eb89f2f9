import type { ReviewItem } from "@flightdeck/contract";
import { FileDiff, ScanSearch } from "lucide-react";
import { useApp } from "../../../app.tsx";
import { Button } from "../../../ui/Button.tsx";
import { clock, duration } from "../../../ui/time.ts";
import { visibleName, visibleText } from "../../../ui/visibleText.ts";
import { StepLine } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { Elapsed } from "../Elapsed.tsx";
import { StepMark } from "./StepMark.tsx";

const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** How a review went, in one line. */
export function reviewWords({ status, startedAt, endedAt, progress, counts }: ReviewItem): string {
  const took = endedAt === undefined ? "" : `, ${duration(endedAt - startedAt)}`;
  switch (status) {
    case "running":
      return progress === undefined ? "Reviewer reads the changes" : `Reviewer reads the changes, ${progress}`;
    case "completed": {
      const { found = 0, again = 0, fixed = 0 } = counts ?? {};
      const parts = [
        found === 0 ? "nothing found" : some(found, "finding", "findings"),
        ...(again > 0 ? [`${again} of them known`] : []),
        ...(fixed > 0 ? [`${fixed} fixed`] : []),
      ];
      return `Reviewer finished: ${parts.join(", ")}${took}`;
    }
    case "failed":
      return "The review failed";
    case "declined":
    case "interrupted":
      return "The review was stopped";
  }
}

/** A second model read the changes. Opened, it shows what that one says; what can be done about it is in the review. */
export function ReviewStep({ item }: { readonly item: ReviewItem }) {
  const [open, toggle] = useDisclosure(item.id, item.status === "failed");
  const { findings = [], summary, error, unread } = item;
  const { layout } = useApp();
  const review = () => layout.update((state) => ({ ...state, panel: "review" }));
  const folds = findings.length > 0 || error !== undefined || (summary ?? "").trim() !== "";
  return (
    <div role="group" aria-label="Review by another model">
      <StepLine
        mark={<StepMark status={item.status} done={ScanSearch} />}
        open={open}
        onToggle={folds ? toggle : undefined}
        after={item.status === "running" ? undefined : clock(item.endedAt ?? item.startedAt)}
      >
        <span className="shrink-0 tabular-nums">{reviewWords(item)}</span>
        <span className="truncate text-text-3">
          {visibleName(item.scope)}
          {unread > 0 && `, ${some(unread, "file", "files")} not read`}
        </span>
        {item.status === "running" && <Elapsed from={item.startedAt} to={undefined} />}
      </StepLine>
      {open && folds && (
        <div className="mt-1 ml-[26px] max-h-96 overflow-y-auto rounded-3 border border-line px-3 py-2" tabIndex={0}>
          {error !== undefined && <p className="text-small break-words text-text-2">{visibleText(error)}</p>}
          {summary !== undefined && <p className="break-words text-text-2">{visibleText(summary)}</p>}
          {findings.length > 0 && (
            <Button size="small" icon={FileDiff} className="mt-1.5" onClick={review}>
              Show in the review
            </Button>
          )}
          <ul className="mt-1.5 grid gap-1">
            {findings.map(({ id, priority, title, path, line }) => (
              <li key={id} className="flex min-w-0 items-baseline gap-2 text-small">
                <span className="mono shrink-0 text-text-3">{priority}</span>
                <span className="min-w-0 break-words">{visibleText(title)}</span>
                <span className="mono ml-auto shrink-0 text-text-3">
                  {visibleName(path.split("/").at(-1) ?? path)}:{line}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
