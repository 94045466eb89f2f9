import type { Model, Usage } from "@flightdeck/contract";

export type Price = NonNullable<Model["price"]>;

const MILLION = 1_000_000;

/** US dollars for the tokens; reasoning is paid as output, of which it is a part. */
export const costOf = ({ input, cached, output }: Pick<Usage, "input" | "cached" | "output">, price: Price): number =>
  (Math.max(0, input - cached) * price.input + cached * price.cached + output * price.output) / MILLION;

/** The usage with its cost; without a price, and where the provider said the cost itself, as it is. */
export const priced = (usage: Usage, price: Price | undefined): Usage =>
  price === undefined || usage.cost !== undefined ? usage : { ...usage, cost: costOf(usage, price) };

/** What a short answer takes; nobody knows before it is there. */
const ANSWER_TOKENS = 500;
const CHARACTERS_PER_TOKEN = 4;

/** What the next request will cost at least: its prompt, of which the provider's cache knows what was sent before. */
export function estimate(
  prompt: { readonly characters: number; readonly knownTokens: number },
  price: Price | undefined,
): number {
  if (price === undefined) return 0;
  const input = prompt.knownTokens + Math.ceil(prompt.characters / CHARACTERS_PER_TOKEN);
  return costOf({ input, cached: prompt.knownTokens, output: ANSWER_TOKENS }, price);
}
