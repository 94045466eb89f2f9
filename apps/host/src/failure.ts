import { AppError } from "@flightdeck/core";
import { ORPCError } from "@orpc/client";
import { z } from "zod";

const Data = z.object({ detail: z.string().optional() });

/** A failure as one sentence for the person, whether it happened here or came over the line. */
export function sentence(error: unknown): string {
  if (error instanceof AppError) return withDetail(error.message, error.detail);
  if (error instanceof ORPCError) return withDetail(error.message, Data.safeParse(error.data).data?.detail);
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return "the port is taken by another program";
  return error instanceof Error ? error.message : String(error);
}

const withDetail = (message: string, detail: string | undefined): string =>
  detail ? `${message} (${detail})` : message;
