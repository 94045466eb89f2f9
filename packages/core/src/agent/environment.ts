import type { ApprovalPolicy, SandboxMode } from "@flightdeck/contract";
import { contextMessage } from "./prompt.ts";
import { told } from "./told.ts";
import type { PromptItem } from "./types.ts";

/** Where and under which rules the agent works. */
export interface Environment {
  /** Absolute. */
  readonly cwd: string;
  readonly platform: string;
  /** The shell that commands run in: bash, zsh. */
  readonly shell: string;
  /** As YYYY-MM-DD. */
  readonly date: string;
  readonly timezone: string;
  readonly sandbox: SandboxMode;
  readonly approval: ApprovalPolicy;
  readonly network: boolean;
  /** Absolute folders that may be changed beside the one it works in. */
  readonly writable?: readonly string[];
  readonly branch?: string;
  /** The branch the work lands on. */
  readonly base?: string;
}

const tag = "environment_context";

const facts = (environment: Environment): readonly (readonly [name: string, value: string | undefined])[] => [
  ["cwd", environment.cwd],
  ["platform", environment.platform],
  ["shell", environment.shell],
  ["date", environment.date],
  ["timezone", environment.timezone],
  ["sandbox", environment.sandbox],
  ["network", environment.network ? "on" : "off"],
  ["also_writable", environment.writable?.length ? environment.writable.join(", ") : undefined],
  ["approval", environment.approval],
  ["branch", environment.branch],
  ["base", environment.base],
];

const escape = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n/g, "&#10;");

/** The facts that the model knows: each message has those that changed, an empty one is none any more. */
function known(prompt: readonly PromptItem[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const text of told(prompt, tag)) {
    for (const [, name = "", value = ""] of text.matchAll(/^<(\w+)>(.*)<\/\1>$/gm)) values.set(name, value);
  }
  return values;
}

/**
 * What is new of the environment, as one context message behind the conversation: all of it at first, then only what
 * changed. Rewriting the first message would cost the whole prompt's cache.
 */
export function environmentNews(prompt: readonly PromptItem[], environment: Environment): PromptItem | undefined {
  const before = known(prompt);
  const lines = facts(environment).flatMap(([name, value]) => {
    const text = value === undefined ? "" : escape(value);
    return (before.get(name) ?? "") === text ? [] : [`<${name}>${text}</${name}>`];
  });
  return lines.length === 0 ? undefined : contextMessage(tag, lines.join("\n"));
}
