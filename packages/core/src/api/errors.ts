import { randomUUID } from "node:crypto";
import { errorMessages } from "@flightdeck/contract";
import { ORPCError } from "@orpc/server";
import { AppError } from "../errors/index.ts";

/** An expected failure reaches the client with its code, an unexpected one as "internal" with the id of its log entry. */
export function clientError(error: unknown, report: (message: string, error: unknown) => void): unknown {
  if (error instanceof AppError) {
    return new ORPCError(error.code, { message: error.message, data: { detail: error.detail }, cause: error });
  }
  if (error instanceof ORPCError) {
    if (error.code !== "BAD_REQUEST") return error;
    return new ORPCError("input_invalid", { message: errorMessages.input_invalid, data: { detail: issuesOf(error) } });
  }
  const id = randomUUID().slice(0, 8);
  report(`internal error ${id}`, error);
  return new ORPCError("internal", { message: errorMessages.internal, data: { detail: `log id ${id}` } });
}

function issuesOf(error: ORPCError<string, unknown>): string {
  const { data } = error;
  if (typeof data !== "object" || data === null || !("issues" in data) || !Array.isArray(data.issues))
    return error.message;
  return data.issues
    .map(
      (issue: { message?: string; path?: readonly PropertyKey[] }) =>
        `${(issue.path ?? []).map(String).join(".")}: ${issue.message}`,
    )
    .join("; ");
}
