import { contract } from "@flightdeck/contract";
import { implement } from "@orpc/server";
import { AppError } from "../errors/index.ts";
import { clientError } from "./errors.ts";

/** The contract, ready to be given handlers; what they and their watches throw reaches clients as typed errors. */
export function implementContract(report: (message: string, error: unknown) => void) {
  return implement(contract).use(async ({ next, path, procedure, signal }, _input, output) => {
    const told = (error: unknown) => {
      if (signal?.aborted) return error; // nobody listens any more
      if (error instanceof AppError && !(error.code in procedure["~orpc"].errorMap))
        report(`the contract of ${path.join(".")} does not list ${error.code}`, error);
      return clientError(error, report);
    };
    try {
      const { output: answer } = await next();
      return output(isWatch(answer) ? withErrors(answer, told) : answer);
    } catch (error) {
      throw told(error);
    }
  });
}

export type Api = ReturnType<typeof implementContract>;

/** A watch ends with its client; a call in memory may come without a signal and then never ends by itself. */
export const orNever = (signal: AbortSignal | undefined): AbortSignal => signal ?? new AbortController().signal;

type Events = AsyncIterator<unknown, unknown, undefined>;

const isWatch = (answer: unknown): answer is Events =>
  typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;

/** A watch may also fail after it was given out: while it starts, with its first event, or on the way. */
function withErrors(events: Events, told: (error: unknown) => unknown): AsyncIterableIterator<unknown> {
  const telling = async <T>(work: () => Promise<T> | undefined): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      throw told(error);
    }
  };
  const over = { done: true, value: undefined } as const;
  return {
    next: async () => (await telling(() => events.next())) ?? over,
    return: async () => (await telling(() => events.return?.())) ?? over,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
