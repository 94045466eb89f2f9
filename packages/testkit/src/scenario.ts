import {
  type Answer,
  answer,
  broken,
  call,
  type Part,
  paced,
  patch,
  reason,
  refuse,
  type Reply,
  say,
  unknownModel,
  wrongKey,
} from "./reply.ts";
import { lastExchange, type RequestBody } from "./request.ts";

/** One tool turn of a scenario: what the model says and calls in one answer. */
type Step = readonly Part[];

interface Scenario {
  readonly steps: readonly Step[];
  /** The last answer, given what the tools put out. */
  readonly last: (outputs: readonly string[]) => Reply;
}

const exec = (command: string, more: Record<string, unknown> = {}): Part =>
  call("exec_command", { cmd: command, ...more });

export const addFilePatch = (path: string, content: string): string => {
  const lines = content.split("\n").map((line) => `+${line}\n`);
  return `*** Begin Patch\n*** Add File: ${path}\n${lines.join("")}*** End Patch\n`;
};

const ending = (text: string) => () => answer(say(text));
const tail = (outputs: readonly string[]) => (outputs.at(-1) ?? "").trim().slice(-400);

/** "work": a task as a person would give it, with every kind of item; `path` is the file it adds. */
const work = (path: string): Scenario => ({
  steps: [
    [
      reason("**Looking at the repository** before changing anything."),
      say("I will look around first, then make the change and check it."),
      call("update_plan", {
        plan: [
          { step: "Look at the repository", status: "in_progress" },
          { step: `Write ${path}`, status: "pending" },
          { step: "Check the result", status: "pending" },
        ],
      }),
    ],
    [exec("ls -la"), exec("git log --oneline -5")],
    [say(`Now I write \`${path}\`.`), patch(addFilePatch(path, "# Notes\n\nWritten by the agent."))],
    [exec(`wc -l ${path}`)],
    [
      call("update_plan", {
        plan: [
          { step: "Look at the repository", status: "completed" },
          { step: `Write ${path}`, status: "completed" },
          { step: "Check the result", status: "completed" },
        ],
      }),
    ],
  ],
  last: ending(`I added \`${path}\`.\n\n- It has a **title** and one sentence.\n- Nothing else changed.`),
});

const scenarios: readonly { readonly marker: RegExp; readonly build: (match: RegExpMatchArray) => Scenario }[] = [
  { marker: /^say(?: (.+))?$/, build: ([, text]) => ({ steps: [], last: ending(text ?? "Hello from the model.") }) },
  {
    marker: /^loop(\d+)\b/,
    build: ([, count]) => ({
      steps: Array.from({ length: Number(count) }, (_, n) => [exec(`echo turn-${n + 1}`)]),
      last: ending(`Done after ${count} turns.`),
    }),
  },
  {
    marker: /^text(\d+)x(\d+)\b/,
    build: ([, bytes, deltas]) => {
      const text = "The quick brown fox jumps over the lazy dog, again.\n".repeat(Math.ceil(Number(bytes) / 52));
      return { steps: [], last: () => answer(say(text.slice(0, Number(bytes)), Number(deltas))) };
    },
  },
  {
    marker: /^slow(\d+)x(\d+)\b/,
    build: ([, milliseconds, words]) => ({
      steps: [],
      last: () => paced(answer(say("word ".repeat(Number(words)), Number(words))), Number(milliseconds)),
    }),
  },
  {
    marker: /^count(\d+)x(\d+)\b/,
    build: ([, milliseconds, numbers]) => {
      const text = Array.from({ length: Number(numbers) }, (_, index) => index + 1).join(" ");
      return { steps: [], last: () => paced(answer(say(text, Number(numbers))), Number(milliseconds)) };
    },
  },
  {
    marker: /^edit (\S+)(?: (.+))?$/,
    build: ([, path = "", content = "Written by the agent."]) => ({
      steps: [[patch(addFilePatch(path, content))]],
      last: (outputs) => answer(say(`I wrote \`${path}\`.\n\n${tail(outputs)}`)),
    }),
  },
  {
    marker: /^run (.+)$/,
    build: ([, command = ""]) => ({
      steps: [[exec(command)]],
      last: (outputs) => answer(say(`It printed:\n\n\`\`\`\n${tail(outputs)}\n\`\`\``)),
    }),
  },
  {
    marker: /^approve(?: (.+))?$/,
    build: ([, command = "echo approved"]) => ({
      steps: [
        [
          exec(command, {
            escalate: true,
            justification: "May I run this outside the sandbox?",
          }),
        ],
      ],
      last: (outputs) => answer(say(`The answer was:\n\n\`\`\`\n${tail(outputs)}\n\`\`\``)),
    }),
  },
  { marker: /^work (\S+)/, build: ([, path = ""]) => work(path) },
  { marker: /^work\b/, build: () => work("NOTES.md") },
  {
    marker: /^stall\b/,
    build: () => ({ steps: [], last: () => broken(answer(say("This goes on and on.")), "stall", "text") }),
  },
  { marker: /^key\b/, build: () => ({ steps: [], last: wrongKey }) },
  { marker: /^model\b/, build: () => ({ steps: [], last: () => unknownModel("gpt-0") }) },
  { marker: /^status(\d+)\b/, build: ([, status]) => ({ steps: [], last: () => refuse(Number(status)) }) },
];

function parseMarker(text: string): Scenario {
  for (const { marker, build } of scenarios) {
    const match = text.trim().match(marker);
    if (match !== null) return build(match);
  }
  return { steps: [], last: ending(`The server knows no scenario "${text.trim()}".`) };
}

/** Several markers in one message are one scenario after the other; each runs to the line's end or the next marker. */
function scenarioOf(text: string): Scenario {
  const markers = [...text.matchAll(/scenario:((?:(?!scenario:).)+)/g)].map((match) => parseMarker(match[1] ?? ""));
  const last = markers.at(-1);
  if (last === undefined) return { steps: [], last: ending("Hello from the model.") };
  return { steps: markers.flatMap(({ steps }) => steps), last: last.last };
}

const isCall = (part: Part): boolean => part.type === "call" || part.type === "custom";

/**
 * The answer to a request by the markers in the person's last message. It keeps no state: which step it is at follows
 * from the number of tool outputs since that message, so any number of conversations can run at once.
 */
export function scenarioReply(body: RequestBody): Reply {
  const { text, outputs } = lastExchange(body.input);
  const scenario = scenarioOf(text);
  let done = outputs.length;
  for (const step of scenario.steps) {
    if (done <= 0) return { ...(answer(...step) satisfies Answer) };
    done -= step.filter(isCall).length;
  }
  return scenario.last(outputs);
}
