import { type Item, type Plan, requestSubject, type Thread } from "@flightdeck/contract";
import { contextMessage, type PromptItem } from "../agent/index.ts";

/** The newest so many of them: what came long before is in the summary, or over. */
const FILES = 40;
const COMMANDS = 100;
/** Characters of a proposed plan that are told again. */
const PROPOSAL = 20_000;

/**
 * The work as the thread knows it, for a model whose conversation was made shorter: what must not depend on a summary.
 * `isFile` tells whether a word of a command names a file.
 */
export function workState(thread: Thread, isFile: (word: string) => boolean): readonly PromptItem[] {
  const items = thread.turns.flatMap((turn) => turn.items);
  const changed = newest(items.flatMap((item) => (item.type === "file_change" ? changedPaths(item) : [])));
  const commands = items.flatMap((item) => (item.type === "command" ? [item.command] : [])).slice(-COMMANDS);
  const read = newest(commands.flatMap(words).filter((word) => !changed.includes(word) && isFile(word)));
  const sections = [
    section("Files that were changed", changed),
    section("Files that were looked at", read),
    plan(items),
    section(
      "The person is being asked for approval",
      thread.approvals.map(({ request }) => requestSubject(request)),
    ),
    section("The person is being asked", openQuestions(thread, items)),
  ].filter((text) => text !== "");
  return sections.length === 0 ? [] : [contextMessage("work_state", sections.join("\n\n"))];
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : [`${title}:`, ...lines.map((line) => `- ${line}`)].join("\n");

const changedPaths = ({ changes }: Extract<Item, { type: "file_change" }>): string[] =>
  changes.map(({ path, movedTo }) => movedTo ?? path);

/** Each once, those touched last at the end. */
function newest(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.toReversed())].slice(0, FILES).toReversed();
}

/** Words that may be paths: quotes do not matter here, since only those that name a file stay. */
const words = (command: string): string[] =>
  command
    .split(/[\s'"`;|&<>()=]+/)
    .filter((word) => /^[^-$][^$*?]*$/.test(word) && /[./]/.test(word))
    .map((word) => word.replace(/^\.\//, ""));

function plan(items: readonly Item[]): string {
  const last = items.findLast((item): item is Plan => item.type === "plan");
  if (last === undefined) return "";
  const open = last.steps.some(({ status }) => status !== "completed");
  const steps = open ? last.steps.map(({ step, status }) => `${step} (${status.replace("_", " ")})`) : [];
  const { proposal } = last;
  const proposed =
    proposal?.state === "open" || proposal?.state === "accepted"
      ? `The ${proposal.state === "open" ? "proposed" : "accepted"} plan: ${proposal.title}\n${proposal.text.slice(0, PROPOSAL)}`
      : "";
  return [proposed, section("The plan's steps", steps)].filter((text) => text !== "").join("\n\n");
}

function openQuestions(thread: Thread, items: readonly Item[]): readonly string[] {
  return thread.questions.flatMap(({ itemId }) =>
    items.flatMap((item) =>
      item.type === "question" && item.id === itemId ? item.fields.map(({ question }) => question) : [],
    ),
  );
}
