import type { Plan, ThreadId } from "@flightdeck/contract";
import { GitCompareArrows, MessageSquarePlus, Plus, Redo2, RotateCcw, Undo2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { useCardKeys, useFocusBack } from "../approvals/index.ts";
import { commentsAt } from "./comments.ts";
import { EarlierVersion } from "./EarlierVersion.tsx";
import { type PlanKey, planKeys } from "./keys.ts";
import { Notes } from "./Notes.tsx";
import "./plan.css";
import { PlanActs } from "./PlanActs.tsx";
import { StepParts } from "./StepParts.tsx";
import { type OpenedPlan, usePlan } from "./usePlan.ts";

/** A plan to read, rewrite, reorder and comment on, and what becomes of it. */
export function OpenPlan({ threadId, plan }: { readonly threadId: ThreadId; readonly plan: Plan }) {
  const { client } = useApp();
  const card = useRef<HTMLElement>(null);
  const mount = useRef<HTMLDivElement>(null);
  const opened = usePlan(threadId, plan, mount);
  const [showing, setShowing] = useState(true);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const { view, editor, comments, writing, notes, proposed } = opened;
  const place = { threadId, itemId: plan.id };

  const run = async (work: (revision: number) => Promise<unknown>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      // What could not be kept says so itself, and nothing is begun without it.
      const revision = await opened.flush();
      if (revision !== undefined) await work(revision);
    } catch (error) {
      setFailure(readFailure(error));
    } finally {
      setBusy(false);
    }
  };
  const acts: Readonly<Record<PlanKey, () => void>> = {
    accept: () => void run((revision) => client.plans.accept({ ...place, revision, fresh: false })),
    fresh: () => void run((revision) => client.plans.accept({ ...place, revision, fresh: true })),
    revise: () => void run((revision) => client.plans.revise({ ...place, revision })),
    decline: () => void run(() => client.plans.decline(place)),
    edit: () => editor.current?.focus(),
    comment: () => notes.onWrite({ text: "" }),
  };
  const open = comments.filter(({ state }) => state === "open").length;
  const written = writing !== undefined && writing.comment.text.trim() !== "";
  const revisable =
    open > 0 || written || view?.changed === true || (proposed === undefined && plan.proposal?.edited === true);
  const shownAt = useRef(0);
  useEffect(() => {
    shownAt.current = performance.now();
  }, []);
  useFocusBack(card);
  const elsewhere = useCardKeys({
    card,
    enabled: !busy,
    onPress({ key, modified, repeat, composing, writing: typing }) {
      const act = planKeys[key.toLowerCase()];
      if (modified || repeat || composing || typing || act === undefined) return false;
      // Who began to write as the plan came meant a letter.
      const meant = act === "edit" || act === "comment" || performance.now() - shownAt.current > 400;
      if (meant && (act !== "revise" || revisable)) acts[act]();
      return true;
    },
  });
  const toggle = () => {
    setShowing(!showing);
    editor.current?.show({ proposed, on: !showing });
  };
  const steps = view?.steps ?? [];
  return (
    <section
      ref={card}
      tabIndex={-1}
      aria-label="Plan"
      data-takes-focus
      onKeyDown={(event) => {
        // From a button among the words, too, Escape leads to where letters answer.
        if (event.key === "Escape" && !event.defaultPrevented) card.current?.focus();
      }}
      className="flex max-h-full min-h-0 flex-col overflow-hidden rounded-3 border border-accent-line bg-pane"
    >
      <header className="flex h-[34px] shrink-0 items-center gap-2 bg-accent-soft pr-1.5 pl-2.5">
        <StatusGlyph status="plan_ready" />
        <span className="font-strong">Plan</span>
        <span className="min-w-0 flex-1 truncate text-small text-text-2 tabular-nums">{summary(opened)}</span>
        <span className="flex shrink-0">
          {view?.changed === true && (
            <>
              <IconButton
                label="Show what you changed"
                icon={GitCompareArrows}
                size="small"
                pressed={showing}
                onClick={toggle}
              />
              <IconButton
                label="Reset to what was proposed"
                icon={RotateCcw}
                size="small"
                onClick={() => {
                  if (proposed !== undefined) editor.current?.put(proposed);
                  editor.current?.focus();
                }}
              />
            </>
          )}
          <IconButton
            label="Undo"
            hint="Ctrl Z"
            icon={Undo2}
            size="small"
            disabled={view?.canUndo !== true}
            onClick={() => editor.current?.undo()}
          />
          <IconButton
            label="Redo"
            hint="Ctrl ⇧ Z"
            icon={Redo2}
            size="small"
            disabled={view?.canRedo !== true}
            onClick={() => editor.current?.redo()}
          />
        </span>
      </header>
      <div className="min-h-0 overflow-y-auto border-t border-accent-line pb-2">
        <EarlierVersion threadId={threadId} plan={plan} opened={opened} />
        <div ref={mount} />
        <StepParts opened={opened} />
        <div className="flex flex-wrap items-center gap-1 px-3">
          <Button variant="plain" size="small" icon={Plus} onClick={() => editor.current?.add()}>
            Add a step
          </Button>
          <Button variant="plain" size="small" icon={MessageSquarePlus} hint="C" onClick={acts.comment}>
            Comment on the plan
          </Button>
        </div>
        <div className="px-5">
          <Notes
            place="the plan"
            quoted
            comments={commentsAt(comments, undefined, steps)}
            writing={
              writing?.comment.stepId === undefined || !steps.some(({ id }) => id === writing.comment.stepId)
                ? writing
                : undefined
            }
            acts={notes}
          />
        </div>
      </div>
      <PlanActs
        acts={acts}
        busy={busy}
        revisable={revisable}
        comments={open + (written && writing.comment.id === undefined ? 1 : 0)}
        elsewhere={elsewhere}
        opened={opened}
        failure={failure}
      />
      <p role="status" className="sr-only">
        {opened.said}
      </p>
    </section>
  );
}

/** How many steps there are, and what the person did with them. */
function summary({ view, comments }: OpenedPlan): string {
  const steps = view?.content.steps.length ?? 0;
  const open = comments.filter(({ state }) => state === "open").length;
  return [
    `${steps} ${steps === 1 ? "step" : "steps"}`,
    view?.changed === true ? "changed by you" : "",
    open > 0 ? `${open} ${open === 1 ? "comment" : "comments"} open` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
