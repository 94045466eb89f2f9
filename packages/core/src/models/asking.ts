import type { PromptItem } from "../agent/index.ts";
import type { ProviderError } from "./failure.ts";

/**
 * What a provider lets us ask for, learned from its refusals: an account may be without summaries, a model without
 * diagnostics, and reasoning that another model or account sealed cannot be read by this one.
 */
export interface Asking {
  readonly summaries: boolean;
  /** The answer to compare the cache with, when the provider is to say whether it was used. */
  comparison(model: string): string | undefined;
  /** Leaves out what the provider could not read. */
  readable(input: readonly PromptItem[]): readonly PromptItem[];
  /** Whether the refusal was about something that can be left away: then the request is worth sending again, once. */
  learn(error: ProviderError, input: readonly PromptItem[]): boolean;
  /** An answer began, and can be compared with. */
  began(responseId: string): void;
}

/** Models that know prompt_cache_options. */
function diagnoses(model: string): boolean {
  const [, major = "0", minor = "0"] = /^gpt-(\d+)(?:\.(\d+))?/.exec(model) ?? [];
  return Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 6);
}

const isReasoning = (item: PromptItem) => item.type === "reasoning";

export function askingOf({ original }: { readonly original: boolean }): Asking {
  let summaries = true;
  let diagnostics = original;
  let latest: string | undefined;
  /** Ids of entries that were refused. */
  const unreadable = new Set<string>();
  const canRead = (item: PromptItem): boolean => {
    if (item.type !== "reasoning") return true;
    if (item.id === "" || unreadable.has(item.id)) return false;
    return !original || (item.encrypted_content ?? "") !== "";
  };
  return {
    get summaries() {
      return summaries;
    },
    comparison: (model) => (diagnostics && diagnoses(model) ? latest : undefined),
    readable: (input) => (input.every(canRead) ? input : input.filter(canRead)),
    learn(error, input) {
      const text = `${error.code} ${error.param} ${error.message}`;
      if (summaries && /reasoning\.?.*summar/i.test(text)) {
        summaries = false;
        return true;
      }
      if (diagnostics && /prompt_cache_options|comparison_response_id/.test(text)) {
        diagnostics = false;
        return true;
      }
      if (/invalid_encrypted_content|encrypted.content/i.test(text)) {
        const before = unreadable.size;
        for (const item of input.filter(isReasoning)) if ("id" in item && item.id) unreadable.add(item.id);
        return unreadable.size > before;
      }
      return false;
    },
    began(responseId) {
      latest = responseId;
    },
  };
}
