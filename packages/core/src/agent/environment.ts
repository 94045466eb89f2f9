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

const facts = (environment: Environment): readonly (readonly [name: string, value: string | undefined])[] => [
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

/**
 * The environment as one context message, the same text for the same facts. When they change, the new message goes
 * behind the conversation: rewriting the first one would cost the whole prompt's cache.
 */
export function environmentContext(environment: Environment): PromptItem {
  const lines = facts(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [`<${name}>${escape(value)}</${name}>`],
  );
  return contextMessage("environment_context", lines.join("\n"));
}
