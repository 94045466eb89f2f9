import {
  codeFence,
  longestTicks,
  type Command,
  type FileChange,
  type Item,
  type Plan,
  type Question,
  type ReviewItem,
  type Thread,
  type Turn,
  type UserMessage,
} from "@flightdeck/contract";

const time = (at: number): string => new Date(at).toISOString().replace("T", " ").slice(0, 16);

/** What a person wants to know of a thread before they read it. */
export function threadMarkdown(thread: Thread): string {
  const { worktree, settings, forkedFrom, usage } = thread;
  const facts = [
    `- Started ${time(thread.createdAt)} UTC`,
    `- Model ${settings.model}${settings.effort ? `, effort ${settings.effort}` : ""}`,
    worktree ? `- Branch ${code(worktree.branch)}${worktree.base ? ` from ${code(worktree.base)}` : ""}` : undefined,
    `- Folder ${code(thread.cwd)}`,
    forkedFrom ? `- Forked from “${line(forkedFrom.title)}”` : undefined,
    usage.input > 0
      ? `- Tokens: ${usage.input} in (${usage.cached} cached), ${usage.output} out${cost(usage)}`
      : undefined,
  ];
  return [`# ${line(thread.title)}`, facts.filter(Boolean).join("\n")].join("\n\n");
}

const cost = ({ cost }: Turn["usage"]): string => (cost === undefined ? "" : `, $${cost.toFixed(2)}`);

/** Where a turn begins, and how it ended if not well. */
export function turnMarkdown(turn: Turn): string {
  const how =
    turn.outcome === "completed" ? "" : `, ${turn.outcome}${turn.error ? `: ${line(turn.error.message)}` : ""}`;
  return `---\n\n*${time(turn.startedAt)} UTC, ${turn.model}${how}*`;
}

/** An item as a person reads it; nothing for one that has nothing to say. */
export function itemMarkdown(item: Item): string {
  switch (item.type) {
    case "user_message":
      return `## ${item.steered ? "Steered" : "Message"}\n\n${[item.text, ...attached(item)].join("\n\n")}`;
    case "agent_message":
      return item.text;
    case "reasoning":
      return item.text.trim() === "" ? "" : quote(item.text);
    case "plan":
      return planMarkdown(item);
    case "command":
      return commandMarkdown(item);
    case "file_change":
      return changeMarkdown(item);
    case "tool_call":
      return [`**${line(item.summary)}**`, item.output === "" ? "" : codeFence(item.output)]
        .filter(Boolean)
        .join("\n\n");
    case "question":
      return questionMarkdown(item);
    case "compaction": {
      const after = item.tokensAfter === undefined ? "" : ` to ${item.tokensAfter}`;
      const head = `*The conversation was made shorter: from ${item.tokensBefore}${after} tokens.*`;
      return [head, item.summary && quote(item.summary), item.error].filter(Boolean).join("\n\n");
    }
    case "review":
      return reviewMarkdown(item);
    case "error":
      return `**Error: ${line(item.message)}**${item.detail ? `\n\n${codeFence(item.detail)}` : ""}`;
  }
}

const attached = ({ images = [], skills = [], threads = [], attachments = [] }: UserMessage): readonly string[] => [
  ...images.map(({ name }) => `*Image: ${line(name)}*`),
  ...attachments.map(({ name }) => `*File: ${line(name)}*`),
  ...threads.map(({ title }) => `*Thread: ${line(title)}*`),
  ...(skills.length > 0 ? [`*Skills: ${skills.join(", ")}*`] : []),
];

function reviewMarkdown({ scope, summary, findings = [], error }: ReviewItem): string {
  const found = findings.map(
    ({ priority, path, line: at, title }) => `- ${priority} ${line(`${path}:${at}`)}: ${line(title)}`,
  );
  const head = `### Review of ${line(scope)}`;
  return [head, summary && quote(summary), found.join("\n"), error && quote(error)].filter(Boolean).join("\n\n");
}

function planMarkdown({ explanation, steps, proposal }: Plan): string {
  const marks = { completed: "[x]", in_progress: "[ ] →", pending: "[ ]" } as const;
  const list = steps.map(({ step, status }) => `- ${marks[status]} ${line(step)}`).join("\n");
  const head = proposal ? `### Plan: ${line(proposal.title)} (${proposal.state.replace("_", " ")})` : "### Plan";
  return [head, explanation, proposal?.text, list].filter(Boolean).join("\n\n");
}

function commandMarkdown({ command, output, outputBytes, outputBlob, exitCode, status, purpose }: Command): string {
  const ended = exitCode === undefined || exitCode === null || exitCode === 0 ? "" : `, exit code ${exitCode}`;
  const how = status === "completed" ? ended : `, ${status}${ended}`;
  const head = `**${purpose === "setup" ? "Setup" : "Command"}${how}**`;
  const cut = outputBlob === undefined ? "" : `\n\n*${outputBytes} bytes were printed; the middle is left out here.*`;
  return `${head}\n\n${codeFence(command, "sh")}${output === "" ? "" : `\n\n${codeFence(output)}`}${cut}`;
}

function changeMarkdown({ changes, status, error }: FileChange): string {
  const verbs = { add: "Added", delete: "Deleted", update: "Changed" } as const;
  const parts = changes.map(({ path, kind, movedTo, additions, deletions, diff }) => {
    const moved = movedTo === undefined ? "" : ` → ${code(movedTo)}`;
    const head = `**${verbs[kind]} ${code(path)}${moved}** +${additions} −${deletions}`;
    return diff === "" ? head : `${head}\n\n${codeFence(diff, "diff")}`;
  });
  const how = status === "completed" ? [] : [`*This change: ${status}${error ? `. ${line(error)}` : ""}*`];
  return [...parts, ...how].join("\n\n");
}

function questionMarkdown({ fields, answers = {} }: Question): string {
  const parts = fields.map(({ id, header, question, options, secret }) => {
    const choices = options.map(({ label }) => `- ${line(label)}`).join("\n");
    const answer = answers[id];
    const said = answer === undefined ? "*Not answered*" : quote(secret ? "•••" : answer);
    return [`### ${line(header || "Question")}`, question, choices, said].filter(Boolean).join("\n\n");
  });
  return parts.join("\n\n");
}

const line = (text: string): string => text.replace(/\s+/g, " ").trim();
const quote = (text: string): string => text.trimEnd().replace(/^/gm, "> ");

function code(text: string): string {
  const ticks = "`".repeat(longestTicks(text) + 1);
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${ticks}${space}${text}${space}${ticks}`;
}
