import {
  type Plan,
  type PlanComment,
  type PlanContent,
  planContent,
  type PlanEdit,
  samePlan,
  type ThreadId,
} from "@flightdeck/contract";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { readFailure } from "../../client.ts";
import { useKept } from "../drafts/index.ts";
import { readWriting, settled, withWritten, type Writing, type WrittenComment, writeWriting } from "./comments.ts";
import { createPlanEditor, type PlanEditor, type PlanView } from "./editor.ts";
import { createKeeper, type Keeping, type PlanKeeper } from "./keeper.ts";
import type { NoteActs } from "./Notes.tsx";

/** A proposed plan in the person's hands. */
export interface OpenedPlan {
  readonly view: PlanView | undefined;
  readonly editor: RefObject<PlanEditor | undefined>;
  /** What the agent proposed, as far as that is known. */
  readonly proposed: PlanContent | undefined;
  readonly comments: readonly PlanComment[];
  readonly writing: Writing | undefined;
  readonly notes: NoteActs;
  readonly keeping: Keeping;
  /** What happened last, in words for who does not see it. */
  readonly said: string;
  /** Keeps everything, also the comment that is being written; resolves with the plan's revision. */
  readonly flush: () => Promise<number | undefined>;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
}

const proposedOf = (plan: Plan): PlanContent | undefined =>
  plan.proposal?.proposed ?? (plan.proposal?.edited === true ? undefined : planContent(plan));

/** Opens a plan in an editor, and keeps with the host what the person makes of it. */
export function usePlan(threadId: ThreadId, plan: Plan, mount: RefObject<HTMLDivElement | null>): OpenedPlan {
  const { client, connection, newId } = useApp();
  const [view, setView] = useState<PlanView>();
  const [comments, setComments] = useState<readonly PlanComment[]>(plan.proposal?.comments ?? []);
  const [writing, setWriting] = useState<Writing>();
  const [keeping, setKeeping] = useState<Keeping>({ state: "kept" });
  const [said, say] = useState("");
  const editor = useRef<PlanEditor>(undefined);
  const keeper = useRef<PlanKeeper>(undefined);
  /** The comments as they are kept, ahead of what is drawn. */
  const noted = useRef(comments);
  const kept = useKept(`plan:${threadId}`, (text) => {
    const comment = readWriting(text, plan.id);
    if (comment !== undefined) setWriting({ comment, found: true });
  });

  const editNow = (): PlanEdit | undefined => {
    const content = editor.current?.content();
    return content && { ...content, comments: [...noted.current] };
  };
  const changed = useEffectEvent(() => {
    const edit = editNow();
    if (edit !== undefined) keeper.current?.change(edit);
  });
  const note = (next: readonly PlanComment[]) => {
    noted.current = next;
    setComments(next);
    const edit = editNow();
    if (edit !== undefined) keeper.current?.change(edit);
  };
  const write = (comment: WrittenComment | undefined) => {
    setWriting(comment && { comment, found: false });
    if (comment === undefined) kept.forget();
    else kept.keep(writeWriting(plan.id, comment));
  };
  const load = (content: PlanContent, next: readonly PlanComment[]) => {
    editor.current?.load(content);
    noted.current = next;
    setComments(next);
  };
  const begin = useEffectEvent((place: HTMLElement) => {
    const holder = createKeeper({
      itemId: plan.id,
      revision: plan.proposal?.revision ?? 0,
      save: (base, edit) => client.plans.edit({ threadId, itemId: plan.id, base, plan: edit }),
      readFailure,
      storage: window.localStorage,
      later(run, milliseconds) {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
      onState: setKeeping,
      onLeft(left) {
        noted.current = left.comments;
        setComments(left.comments);
      },
    });
    const left = holder.left();
    const proposed = proposedOf(plan);
    const opened = createPlanEditor(place, {
      content: left ?? planContent(plan),
      shown: { proposed, on: true },
      newId,
      onView: setView,
      onChange: () => changed(),
      onBlur: () => void holder.flush(),
      say,
      onComment: (stepId) => write({ text: "", ...(stepId === undefined ? {} : { stepId }) }),
    });
    return { holder, opened };
  });
  useEffect(() => {
    if (mount.current === null) return;
    const { holder, opened } = begin(mount.current);
    editor.current = opened;
    keeper.current = holder;
    const leave = () => void holder.flush();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
      opened.destroy();
    };
  }, [client, mount, plan.id, threadId]);

  const revision = plan.proposal?.revision ?? 0;
  const onRevision = useEffectEvent((now: number) => {
    if (keeper.current?.seen(now) !== true) return;
    load(planContent(plan), plan.proposal?.comments ?? []);
    say("The plan was changed in another window");
  });
  useEffect(() => onRevision(revision), [revision]);

  const online = useSelect(connection, ({ state }) => state === "open");
  useEffect(() => {
    if (online) void keeper.current?.flush();
  }, [online]);

  const saveWriting = () => {
    if (writing === undefined) return;
    const { comment } = writing;
    const about = view?.steps.find(({ id }) => id === comment.stepId)?.words;
    if (comment.text.trim() !== "") note(withWritten(noted.current, comment, { id: newId(), at: Date.now(), about }));
    write(undefined);
  };
  return {
    view,
    editor,
    proposed: proposedOf(plan),
    comments,
    writing,
    notes: {
      onWrite: write,
      onSave() {
        saveWriting();
        editor.current?.focus(writing?.comment.stepId);
      },
      onCancel() {
        write(undefined);
        editor.current?.focus(writing?.comment.stepId);
      },
      onSettle: (id, state) => note(settled(noted.current, id, state)),
      onDelete: (id) => note(noted.current.filter((comment) => comment.id !== id)),
    },
    keeping,
    said,
    flush() {
      saveWriting();
      return keeper.current?.flush() ?? Promise.resolve(undefined);
    },
    keepMine: () => keeper.current?.keepMine(),
    takeTheirs() {
      keeper.current?.takeTheirs();
      load(planContent(plan), plan.proposal?.comments ?? []);
    },
  };
}

/** Whether two plans read the same; what is not known is nothing like it. */
export const sameAs = (content: PlanContent | undefined, other: PlanContent | undefined): boolean =>
  content !== undefined && other !== undefined && samePlan(content, other);
