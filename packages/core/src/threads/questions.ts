import {
  type ItemId,
  type OpenQuestion,
  type PendingQuestion,
  type Question,
  QuestionId,
  type ThreadEvent,
  type TurnId,
} from "@flightdeck/contract";
import { contextMessage, type PromptItem, type QuestionAnswers, type QuestionEnd } from "../agent/index.ts";
import type { Journal } from "../attention/index.ts";
import { AppError } from "../errors/index.ts";
import type { Questions } from "../questions/index.ts";
import type { ThreadLog } from "./log.ts";
import type { OpenThread } from "./openThread.ts";

/** What stands in the log, in exports and on screen for an answer that only the model may read. */
const HIDDEN = "•••";
const LOST = "(answered, but as a secret it was not kept: ask again if it is still needed)";

/**
 * What the agents of all threads ask in words. A question is kept before it is shown, and waits under its id until it is
 * answered, its turn ends or the person writes something else; the death of its host does not take it away.
 *
 * An answer to a secret question is kept in one place, the prompt that the model reads: not in the log of events, so
 * neither in what clients see nor in an export.
 */
export class ThreadQuestions {
  readonly #queue: Questions;
  readonly #log: Pick<ThreadLog, "hasAnswer">;
  readonly #journal: Pick<Journal, "note">;
  readonly #world: { readonly now: () => number; readonly newId: (prefix: string) => string };
  readonly #waiting = new Map<QuestionId, (end: QuestionEnd) => void>();

  constructor(options: {
    readonly queue: Questions;
    readonly log: Pick<ThreadLog, "hasAnswer">;
    readonly journal: Pick<Journal, "note">;
    readonly now: () => number;
    readonly newId: (prefix: string) => string;
  }) {
    this.#queue = options.queue;
    this.#log = options.log;
    this.#journal = options.journal;
    this.#world = options;
  }

  /**
   * Asks what the item says. Undefined when the signal aborts first: nobody will answer. With `steered` the question is
   * taken back: what the person says instead may be the answer, and the agent must read it first.
   */
  async ask(
    open: OpenThread,
    turnId: TurnId,
    itemId: ItemId,
    { signal, steered }: { readonly signal: AbortSignal; readonly steered: AbortSignal },
  ): Promise<QuestionEnd> {
    if (steered.aborted) return "passed_over";
    const at = this.#world.now();
    const question: OpenQuestion = {
      id: QuestionId.parse(this.#world.newId("question")),
      turnId,
      itemId,
      askedAt: at,
    };
    const item = open.item(itemId);
    const shown: ThreadEvent[] = item ? [{ type: "item.updated", turnId, item, at }] : [];
    open.commit([...shown, { type: "question.asked", question, at }]);
    this.show(open, question);
    const over = new AbortController();
    const end = await new Promise<QuestionEnd>((resolve) => {
      const stop = () => resolve(undefined);
      this.#waiting.set(question.id, resolve);
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { signal: over.signal });
      steered.addEventListener("abort", () => resolve("passed_over"), { signal: over.signal });
    });
    over.abort();
    this.#waiting.delete(question.id);
    const waits = open.thread.questions.filter(({ id }) => id === question.id);
    if (end === "passed_over" && waits.length > 0) {
      open.commit(this.withdrawn(waits));
      this.forget(waits);
    }
    return end;
  }

  /** Puts a question that waits into the queue over all threads. */
  show(open: OpenThread, question: OpenQuestion): void {
    const { thread } = open;
    const text = askedItem(open, question)?.fields[0]?.question ?? "";
    const place = { threadId: thread.id, projectId: thread.projectId, threadTitle: thread.title };
    this.#queue.add({ ...question, ...place, text } satisfies PendingQuestion);
  }

  /**
   * Keeps the answers. True when the turn that asked goes on with them; false when it is gone: then the model will read
   * them in the next turn. Throws `question_not_found`, `question_answered`, `input_invalid`.
   */
  answer(open: OpenThread, questionId: QuestionId, answers: QuestionAnswers): boolean {
    const { id: threadId, questions } = open.thread;
    const question = questions.find(({ id }) => id === questionId);
    const item = question && askedItem(open, question);
    if (question === undefined || item === undefined)
      throw new AppError(this.#log.hasAnswer(threadId, questionId) ? "question_answered" : "question_not_found");
    const given = checked(item, answers);
    const at = this.#world.now();
    const waiting = this.#waiting.get(questionId);
    const { turnId } = question;
    const told = waiting ? undefined : { turnId, items: [answersMessage(item, given)] };
    // The tool that waits completes the item when the model is told: until then the answers may still need telling.
    const shown = waiting ? { ...item, answers: visibleAnswers(item, given) } : answered(item, given, at);
    open.commit(
      [
        { type: "item.updated", turnId, item: shown, at },
        { type: "question.answered", questionId, at },
      ],
      {
        prompt: told,
        also: () => {
          const answer = Object.values(visibleAnswers(item, given)).join("; ").slice(0, 200);
          this.#journal.note(threadId, { kind: "question", subject: item.fields[0]?.question ?? "", answer });
        },
      },
    );
    this.#queue.remove(questionId);
    waiting?.(given);
    return waiting !== undefined;
  }

  /** The events that take questions back, which the caller keeps; then `forget` takes them out of the queue. */
  withdrawn(questions: readonly OpenQuestion[]): readonly ThreadEvent[] {
    return questions.map(({ id }) => ({ type: "question.answered", questionId: id, at: this.#world.now() }));
  }

  forget(questions: readonly OpenQuestion[]): void {
    for (const { id } of questions) this.#queue.remove(id);
  }
}

function askedItem(open: OpenThread, { turnId, itemId }: OpenQuestion): Question | undefined {
  const turn = open.thread.turns.findLast(({ id }) => id === turnId);
  return turn?.items.findLast((item): item is Question => item.id === itemId && item.type === "question");
}

/** The item with what may be seen of the answers. */
const answered = (item: Question, answers: QuestionAnswers, at: number): Question => ({
  ...item,
  status: "completed",
  endedAt: at,
  answers: visibleAnswers(item, answers),
});

const visibleAnswers = ({ fields }: Question, answers: QuestionAnswers): QuestionAnswers =>
  Object.fromEntries(fields.map(({ id, secret }) => [id, secret ? HIDDEN : (answers[id] ?? "")]));

/** The answers of all fields and no others. */
function checked({ fields }: Question, answers: QuestionAnswers): QuestionAnswers {
  const entries = fields.map(({ id, header, options, freeText }) => {
    const answer = answers[id]?.trim() ?? "";
    if (answer === "") throw new AppError("input_invalid", `Answer "${header}" too`);
    if (!freeText && !options.some(({ label }) => label === answer))
      throw new AppError("input_invalid", `Choose one of the answers of "${header}"`);
    return [id, answer];
  });
  return Object.fromEntries(entries);
}

/** What the model reads of answers that came when the turn that asked was gone. */
const answersMessage = ({ fields }: Question, answers: QuestionAnswers): PromptItem =>
  contextMessage(
    "questions_answered",
    [
      "The last turn was cut off while these questions waited. The person has answered them now:",
      ...fields.map(({ id, question }) => `- ${question}\n  ${answers[id]}`),
    ].join("\n"),
  );

/** The same from the log, for answers whose turn was cut off before it could hand them on: it has no secrets. */
export function untoldAnswers(item: Question): PromptItem | undefined {
  if (item.answers === undefined) return undefined;
  const kept = item.fields.map(({ id, secret }) => [id, secret ? LOST : (item.answers?.[id] ?? "")]);
  return answersMessage(item, Object.fromEntries(kept));
}
