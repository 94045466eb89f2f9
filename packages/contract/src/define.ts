import { eventIterator, oc, type } from "@orpc/contract";
import { z } from "zod";
import { type ErrorCode, errorMessages } from "./error.ts";

/** Data of every typed error: the lines that explain it. */
export const ErrorData = z.object({ detail: z.string().optional() }).optional();

type ErrorMap<Code extends ErrorCode> = { [K in Code]: { message: string; data: typeof ErrorData } };

function errorMap<const Code extends ErrorCode>(codes: readonly Code[]): ErrorMap<Code> {
  const map: Partial<ErrorMap<ErrorCode>> = {};
  for (const code of codes) map[code] = { message: errorMessages[code], data: ErrorData };
  return map as ErrorMap<Code>; // every code of the list was put in
}

/** Inputs are validated; outputs are ours and only typed, since validating each streamed event would cost a frame. */
export const output = type;

/** A method that reads. */
export const query = <Input extends z.ZodType, Output, const Code extends ErrorCode = never>(spec: {
  input: Input;
  output: ReturnType<typeof type<Output>>;
  errors?: readonly Code[];
}) =>
  oc
    .errors(errorMap<Code>(spec.errors ?? []))
    .input(spec.input)
    .output(spec.output);

/** A method that changes something and answers at once; progress is never in its answer. A disk may be full for each. */
export const command = <Input extends z.ZodType, Output, const Code extends ErrorCode = never>(spec: {
  input: Input;
  output: ReturnType<typeof type<Output>>;
  errors?: readonly Code[];
}) => query({ ...spec, errors: [...(spec.errors ?? []), "disk_full"] });

/** A method whose answer is a stream: a snapshot first, then every event after it. */
export const watch = <Input extends z.ZodType, Event, const Code extends ErrorCode = never>(spec: {
  input: Input;
  event: ReturnType<typeof type<Event>>;
  errors?: readonly Code[];
}) =>
  oc
    .errors(errorMap<Code>(spec.errors ?? []))
    .input(spec.input)
    .output(eventIterator(spec.event));
