import { contract } from "@flightdeck/contract";
import { implement } from "@orpc/server";
import { clientError } from "./errors.ts";

/** The contract, ready to be given handlers; what they throw reaches clients as typed errors. */
export function implementContract(report: (message: string, error: unknown) => void) {
  return implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw clientError(error, report);
    }
  });
}

export type Api = ReturnType<typeof implementContract>;

/** A watch ends with its client; a call in memory may come without a signal and then never ends by itself. */
export const orNever = (signal: AbortSignal | undefined): AbortSignal => signal ?? new AbortController().signal;
