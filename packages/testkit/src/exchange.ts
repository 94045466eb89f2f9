import type { Refusal, Reply } from "./reply.ts";
import { endsWithOutput, type RecordedRequest, type RecordedSteer, type RequestBody } from "./request.ts";
import { scenarioReply } from "./scenario.ts";

/** Decides the answer to a request; `n` counts the requests since the script was set. undefined: by the prompt's markers. */
export type Script = (request: RecordedRequest, n: number) => Reply | undefined;

/**
 * What becomes of steered input. accept: read at the next safe place; fail: refused at once, or (`accepted`) after it was
 * taken; silent: nothing is said of it; cut: taken, and then the connection breaks.
 */
export type SteerReply =
  | { readonly type: "accept" | "silent" | "cut" }
  | { readonly type: "fail"; readonly code: string; readonly accepted?: boolean };

/** What every transport of the server shares: the script, what was asked, and who waits. */
export interface Exchange {
  readonly requests: readonly RecordedRequest[];
  /** Requests that only warmed the cache. */
  readonly warmups: readonly RecordedRequest[];
  readonly steers: readonly RecordedSteer[];
  readonly compactions: readonly RequestBody[];
  readonly gaps: readonly { readonly key: string; readonly milliseconds: number }[];
  /** Records a request and finds its answer. `quiet`: the server asked it itself. */
  ask(
    request: Omit<RecordedRequest, "n" | "at">,
    quiet?: "successor" | "warmup",
  ): { readonly reply: Reply; readonly n: number };
  /** An answer was sent to its end. */
  answered(body: RequestBody): void;
  steered(steer: RecordedSteer): SteerReply;
  compacted(body: RequestBody): void;
  nextResponseId(): string;
  /** Settles when answers are released or `gone` is called. */
  released(onGone: (gone: () => void) => void): Promise<void>;
  release(): void;
  script(script: Script): void;
  steering(decide: (steer: RecordedSteer, n: number) => SteerReply | undefined): void;
  requested(count: number): Promise<void>;
  /** Settles when so many steers have come. */
  steersCame(count: number): Promise<void>;
  reset(): void;
}

export function createExchange(): Exchange {
  let requests: RecordedRequest[] = [];
  let warmups: RecordedRequest[] = [];
  let steers: RecordedSteer[] = [];
  let compactions: RequestBody[] = [];
  let gaps: { readonly key: string; readonly milliseconds: number }[] = [];
  let script: Script = () => undefined;
  let scripted = 0;
  let decide: (steer: RecordedSteer, n: number) => SteerReply | undefined = () => undefined;
  let responses = 0;
  const ended = new Map<string, number>();
  const releases = new Set<() => void>();
  let waiting: { readonly met: () => boolean; readonly resolve: () => void }[] = [];

  const settle = () => {
    for (const waiter of waiting) if (waiter.met()) waiter.resolve();
    waiting = waiting.filter(({ met }) => !met());
  };
  const until = (met: () => boolean) =>
    new Promise<void>((resolve) => {
      if (met()) resolve();
      else waiting.push({ met, resolve });
    });

  return {
    get requests() {
      return requests;
    },
    get warmups() {
      return warmups;
    },
    get steers() {
      return steers;
    },
    get compactions() {
      return compactions;
    },
    get gaps() {
      return gaps;
    },
    ask(asked, quiet) {
      const request: RecordedRequest = { ...asked, n: requests.length, at: performance.now() };
      if (quiet === "warmup") {
        warmups.push(request);
        return { reply: { kind: "answer", parts: [], end: { type: "completed" } }, n: request.n };
      }
      const key = request.body.prompt_cache_key ?? "";
      const before = ended.get(key);
      if (quiet === undefined) {
        if (before !== undefined && endsWithOutput(request.body.input))
          gaps.push({ key, milliseconds: request.at - before });
        requests.push(request);
        settle();
      }
      return { reply: script(request, scripted++) ?? scenarioReply(request.body), n: request.n };
    },
    answered: (body) => void ended.set(body.prompt_cache_key ?? "", performance.now()),
    steered(steer) {
      steers.push(steer);
      settle();
      return decide(steer, steers.length - 1) ?? { type: "accept" };
    },
    compacted: (body) => void compactions.push(body),
    nextResponseId: () => `resp_${responses++}`,
    released: (onGone) =>
      new Promise<void>((resolve) => {
        const done = () => {
          releases.delete(done);
          resolve();
        };
        releases.add(done);
        onGone(done);
      }),
    release() {
      for (const resume of releases) resume();
    },
    script(next) {
      scripted = 0;
      script = next;
    },
    steering(next) {
      decide = next;
    },
    requested: (count) => until(() => requests.length >= count),
    steersCame: (count) => until(() => steers.length >= count),
    reset() {
      requests = [];
      warmups = [];
      steers = [];
      compactions = [];
      gaps = [];
      responses = 0;
      ended.clear();
      waiting = [];
      script = () => undefined;
      decide = () => undefined;
    },
  };
}

/** A refusal as the provider's body has it. */
export const refusalBody = ({ code, message }: Refusal) => ({
  error: { message, type: "invalid_request_error", param: null, code },
});
