import { type Item, type Plan, requestSubject, type Thread } from "@flightdeck/contract";
import { contextMessage, type PromptItem } from "../agent/index.ts";
import type { ThreadLog } from "./log.ts";

/** The newest so many of them: what came long before is in the summary, or over. */
const FILES = 40;
const COMMANDS = 100;
/** Characters of a proposed plan that are told again. */
const PROPOSAL = 20_000;

/**
 * The work as the thread knows it, however long it is, for a model whose conversation was made shorter: what must not
 * depend on a summary. `isFile` tells whether a word of a command names a file.
 */
export function workState(
  thread: Thread,
  log: Pick<ThreadLog, "items">,
  isFile: (word: string) => boolean,
): readonly PromptItem[] {
  const changed = newestPaths(log.items(thread.id, "file_change"));
  const running = thread.turns.flatMap(({ items }) =>
    items.flatMap((item) => (item.type === "command" && item.status === "running" ? [item.command] : [])),
  );
  const commands = [
    ...running.toReversed(),
    ...first(COMMANDS, log.items(thread.id, "command"), ({ command }) => command),
  ];
  const read = first(FILES, new Set(commands.flatMap((command) => words(command).toReversed())), (word) =>
    !changed.includes(word) && isFile(word) ? word : undefined,
  ).toReversed();
  const sections = [
    section("Files that were changed", changed),
    section("Files that were looked at", read),
    plan(log.items(thread.id, "plan")),
    section(
      "The person is being asked for approval",
      thread.approvals.map(({ request }) => requestSubject(request)),
    ),
    section("The person is being asked", openQuestions(thread)),
  ].filter((text) => text !== "");
  return sections.length === 0 ? [] : [contextMessage("work_state", sections.join("\n\n"))];
}

/** The first so many of what `take` makes something of. */
function first<From, To>(limit: number, from: Iterable<From>, take: (one: From) => To | undefined): readonly To[] {
  const taken: To[] = [];
  for (const one of from) {
    if (taken.length === limit) break;
    const made = take(one);
    if (made !== undefined) taken.push(made);
  }
  return taken;
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : [`${title}:`, ...lines.map((line) => `- ${line}`)].join("\n");

type FileChange = Extract<Item, { type: "file_change" }>;

/** Each once, those changed last at the end. */
function newestPaths(changes: Iterable<FileChange>): readonly string[] {
  const paths = new Set<string>();
  for (const { status, changes: each } of changes) {
    if (paths.size >= FILES) break;
    if (status === "declined" || status === "failed") continue;
    for (const { path, movedTo } of each.toReversed()) paths.add(movedTo ?? path);
  }
  return [...paths].slice(0, FILES).toReversed();
}

/** Words that may be paths: quotes do not matter here, since only those that name a file stay. */
const words = (command: string): string[] =>
  command
    .split(/[\s'"`;|&<>()=]+/)
    .filter((word) => /^[^-$][^$*?]*$/.test(word) && /[./]/.test(word))
    .map((word) => word.replace(/^\.\//, ""));

/** The plan that waits or is carried out, and how far it got: its steps are ticked off by plans without a text. */
function plan(plans: Iterable<Plan>): string {
  let newest: Plan | undefined;
  let proposal: Plan["proposal"];
  for (const one of plans) {
    newest ??= one;
    proposal = one.proposal;
    if (proposal !== undefined) break;
  }
  if (newest === undefined) return "";
  const open = newest.steps.some(({ status }) => status !== "completed");
  const steps = open ? newest.steps.map(({ step, status }) => `${step} (${status.replace("_", " ")})`) : [];
  const goesOn = proposal?.state === "open" || (proposal?.state === "accepted" && (open || newest.steps.length === 0));
  const proposed =
    proposal !== undefined && goesOn
      ? `The ${proposal.state === "open" ? "proposed" : "accepted"} plan: ${proposal.title}\n${proposal.text.slice(0, PROPOSAL)}`
      : "";
  return [proposed, section("The plan's steps", steps)].filter((text) => text !== "").join("\n\n");
}

/** What is asked waits in a turn that runs, and that is in memory. */
function openQuestions(thread: Thread): readonly string[] {
  const items = thread.turns.flatMap((turn) => turn.items);
  return thread.questions.flatMap(({ itemId }) =>
    items.flatMap((item) =>
      item.type === "question" && item.id === itemId ? item.fields.map(({ question }) => question) : [],
    ),
  );
}
