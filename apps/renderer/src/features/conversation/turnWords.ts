import type { CacheReport, Usage } from "@flightdeck/contract";
import { money, tokens } from "../../ui/time.ts";

/** What a turn's tokens were: "12 k read, 10 k of it cached; 1.2 k written, 300 of it thinking; $0.03". */
export function spentWords(usage: Usage): string {
  const read = `${tokens(usage.input)} read${usage.cached > 0 ? `, ${tokens(usage.cached)} of it cached` : ""}`;
  const written = `${tokens(usage.output)} written${usage.reasoning > 0 ? `, ${tokens(usage.reasoning)} of it thinking` : ""}`;
  return [read, written, ...(usage.cost === undefined ? [] : [money(usage.cost)])].join("; ");
}

const reasons: Readonly<Record<string, string>> = {
  input_changed: "an earlier part of the conversation was sent in other words",
  tools_changed: "the agent's tools changed",
  instructions_changed: "its instructions changed",
  settings_changed: "the thread's settings changed",
  model_changed: "the model changed",
  context_compacted: "the conversation was made shorter",
  expired: "the provider had forgotten it",
};

/** That the provider did not find the beginning of the prompt in its cache, and why. Undefined when it did. */
export function cacheWords(
  cache: CacheReport | undefined,
): { readonly words: string; readonly meaning: string } | undefined {
  if (cache === undefined || cache.hit) return undefined;
  const { reason, missedTokens } = cache;
  const why = reason === undefined ? "The provider does not say why." : `${sentence(reasons[reason] ?? reason)}.`;
  const cost = missedTokens === undefined ? "" : ` ${tokens(missedTokens)} tokens were read anew.`;
  return {
    words: `cache missed${reason === undefined ? "" : `: ${reason.replaceAll("_", " ")}`}`,
    meaning: `${why}${cost}`,
  };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replaceAll("_", " ");
