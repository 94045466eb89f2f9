import type { Failure } from "../../client.ts";
import { Button, Kbd } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import type { PlanKey } from "./keys.ts";
import type { OpenedPlan } from "./usePlan.ts";

/** What becomes of the plan, and what keeps it from being kept. */
export function PlanActs({
  acts,
  busy,
  revisable,
  comments,
  elsewhere,
  opened,
  failure,
}: {
  readonly acts: Readonly<Record<PlanKey, () => void>>;
  readonly busy: boolean;
  /** There is something to tell the agent. */
  readonly revisable: boolean;
  /** How many comments would go along. */
  readonly comments: number;
  /** The focus is among words: letters are letters there. */
  readonly elsewhere: boolean;
  readonly opened: OpenedPlan;
  readonly failure: Failure | undefined;
}) {
  const { keeping } = opened;
  const shown = failure ?? keeping.failure;
  const along = `${comments} ${comments === 1 ? "comment goes" : "comments go"} along`;
  return (
    <footer className="@container shrink-0 border-t border-line bg-raised px-2.5 py-2">
      {keeping.state === "conflict" && (
        <FailureNote className="mb-2" failure={{ message: "The plan was changed in another window, and here as well" }}>
          <Button size="small" onClick={opened.takeTheirs}>
            Take the other changes
          </Button>
          <Button size="small" onClick={opened.keepMine}>
            Keep what is here
          </Button>
        </FailureNote>
      )}
      <div className="flex flex-wrap items-center gap-1.5 @max-[600px]:[&_kbd]:hidden">
        <Button variant="primary" hint="Y" disabled={busy} onClick={acts.accept}>
          Accept plan
        </Button>
        <Button hint="R" disabled={busy || !revisable} onClick={acts.revise}>
          Ask for changes
        </Button>
        <Button hint="F" disabled={busy} onClick={acts.fresh}>
          Accept in a fresh context
        </Button>
        <span className="flex-1" />
        {elsewhere && (
          <span className="flex items-center gap-1.5 text-micro text-text-3 @max-[720px]:hidden">
            <Kbd>Esc</Kbd> first
          </span>
        )}
        <Button variant="plain" hint="N" disabled={busy} onClick={acts.decline}>
          Decline
        </Button>
      </div>
      {comments > 0 && (
        <p className="mt-1.5 text-micro text-text-3 @max-[420px]:hidden">
          {along}, whether you accept or ask for changes.
        </p>
      )}
      {shown !== undefined && <FailureNote failure={shown} className="mt-2" />}
    </footer>
  );
}
