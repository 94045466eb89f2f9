import type { PromptItem } from "../agent/index.ts";
import type { RequestFields } from "./requestBody.ts";

/** An answer that the provider still knows on this connection, and all that it knows with it. */
export interface Lineage {
  readonly responseId: string;
  /** The fields of its request, as text. */
  readonly fields: string;
  readonly input: readonly PromptItem[];
  /** What was added since: the answer's own items, and what was steered into it. */
  readonly added: readonly PromptItem[];
}

export const fieldsText = (fields: RequestFields): string => JSON.stringify(fields);

const same = (a: PromptItem | undefined, b: PromptItem | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));

const isOutput = (item: PromptItem): boolean => item.type?.endsWith("_call_output") ?? false;

/**
 * The entries of a request's input that the provider has not seen, or undefined when the input is not the old one
 * continued, or has nothing new. The output of a call may stand right behind its call, before what the model said next:
 * it is new all the same.
 */
export function newItems(known: Lineage, fields: string, input: readonly PromptItem[]): PromptItem[] | undefined {
  if (fields !== known.fields || input.length <= known.input.length) return undefined;
  if (!known.input.every((item, index) => same(item, input[index]))) return undefined;
  const fresh: PromptItem[] = [];
  let met = 0;
  for (const item of input.slice(known.input.length)) {
    if (met < known.added.length && same(known.added[met], item)) met += 1;
    else if (met === known.added.length || isOutput(item)) fresh.push(item);
    else return undefined;
  }
  return met === known.added.length && fresh.length > 0 ? fresh : undefined;
}

/** Takes entries out of a list, each once; undefined when one of them is not there. */
export function without(list: readonly PromptItem[], taken: readonly PromptItem[]): PromptItem[] | undefined {
  const rest = [...list];
  for (const item of taken) {
    const index = rest.findIndex((other) => same(other, item));
    if (index < 0) return undefined;
    rest.splice(index, 1);
  }
  return rest;
}
