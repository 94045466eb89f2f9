import type { ApprovalPolicy, SandboxMode } from "@flightdeck/contract";
import { contextMessage } from "./prompt.ts";
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
  readonly branch?: string;
  /** The branch the work lands on. */
  readonly base?: string;
}

const lines = (environment: Environment): readonly (readonly [name: string, value: string | undefined])[] => [
  ["cwd", environment.cwd],
  ["platform", environment.platform],
  ["shell", environment.shell],
  ["date", environment.date],
  ["timezone", environment.timezone],
  ["sandbox", environment.sandbox],
  ["network", environment.network ? "on" : "off"],
  ["approval", environment.approval],
  ["branch", environment.branch],
  ["base", environment.base],
];

const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const render = (pairs: ReturnType<typeof lines>): string =>
  pairs.flatMap(([name, value]) => (value === undefined ? [] : [`<${name}>${escape(value)}</${name}>`])).join("\n");

/** The environment as the model reads it at the start of a thread. */
export const environmentContext = (environment: Environment): PromptItem =>
  contextMessage("environment_context", render(lines(environment)));

/**
 * What is different since `before`, to be added behind the conversation: the first context is never rewritten, since
 * that would cost the whole prompt's cache. undefined when nothing is.
 */
export function environmentChange(before: Environment, after: Environment): PromptItem | undefined {
  const old = new Map(lines(before));
  const changed = lines(after).filter(([name, value]) => old.get(name) !== value);
  if (changed.length === 0) return undefined;
  const shown = changed.map(([name, value]) => [name, value ?? "none"] as const);
  return contextMessage("environment_change", render(shown));
}
