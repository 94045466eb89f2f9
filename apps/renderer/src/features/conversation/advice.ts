/** What helps against a failure: a sentence, and which ways out are offered in place. */
export interface Advice {
  readonly words: string;
  readonly ways: readonly ("settings" | "model" | "compact" | "resume")[];
}

/** What the person can do about a turn that failed with this code. */
export function adviceOn(code: string): Advice | undefined {
  switch (code) {
    case "no_model_access":
      return {
        words: "Enter a key, or choose the tour, which needs none. Your message is kept.",
        ways: ["settings", "model", "resume"],
      };
    case "model_unauthorized":
      return {
        words: "Check the key in the settings, then go on. The work so far is kept.",
        ways: ["settings", "resume"],
      };
    case "model_not_found":
      return {
        words: "Choose another model, then go on. The work so far is kept.",
        ways: ["model", "settings", "resume"],
      };
    case "quota_exceeded":
      return {
        words:
          "Raise the limit with the provider or choose a model of another one, then go on. The work so far is kept.",
        ways: ["model", "settings", "resume"],
      };
    case "context_exceeded":
      return {
        words: "Make the conversation shorter, or choose a model with a larger window, then go on.",
        ways: ["compact", "model", "resume"],
      };
    case "compaction_failed":
      return {
        words: "Nothing is lost. Try again, or choose a model with a larger window, then go on.",
        ways: ["compact", "model", "resume"],
      };
    case "request_refused":
      return {
        words: "The provider will not take it like this. Choose another model, or say it in other words.",
        ways: ["model"],
      };
    case "policy_refused":
      return {
        words: "Its rules forbid this request. Say it in other words, or choose another model.",
        ways: ["model"],
      };
    case "rate_limited":
      return { words: "It was tried several times. Wait a moment, then go on.", ways: ["resume", "model"] };
    case "answer_incomplete":
      return { words: "What it said so far is kept. Go on, or ask for less at once.", ways: ["resume"] };
    case "model_failed":
      return { words: "It was tried several times. The work so far is kept.", ways: ["resume"] };
    case "provider_unreachable":
      return { words: "Check the network or the provider's address, then go on.", ways: ["resume", "settings"] };
    case "worktree_missing":
      return { words: "Its folder was moved or deleted outside of Flightdeck.", ways: [] };
    case "disk_full":
      return { words: "Make room, then go on. Nothing that was shown is lost.", ways: ["resume"] };
    default:
      return undefined;
  }
}
