import {
  commandResult,
  type CommandResult,
  describe,
  type Findings,
  noteText,
  readmeOf,
  summary,
} from "./tourFindings.ts";

/** One thing that the tour says or calls. */
export type Said =
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "call"; readonly name: string; readonly arguments: unknown }
  | { readonly type: "patch"; readonly patch: string };

export interface Situation {
  /** Nothing was said or done in this thread before. */
  readonly first: boolean;
  /** As the environment context names them. */
  readonly sandbox: string | undefined;
  readonly approval: string | undefined;
}

/** Yields what the tour does next, takes what the tools gave back; its return value is the turn's last message. */
type Script = Generator<readonly Said[], readonly Said[], readonly string[]>;

const say = (text: string): Said => ({ type: "say", text });
const run = (cmd: string): Said => ({ type: "call", name: "exec_command", arguments: { cmd } });

const steps = ["Look around", "Write down what I found", "Ask for an approval", "Sum up"] as const;

/** The plan with everything before `current` done. */
const plan = (current: number): Said => ({
  type: "call",
  name: "update_plan",
  arguments: {
    plan: steps.map((step, index) => ({
      step,
      status: index < current ? "completed" : index === current ? "in_progress" : "pending",
    })),
  },
});

const addFile = (path: string, text: string): Said => ({
  type: "patch",
  patch: `*** Begin Patch\n*** Add File: ${path}\n${text.replace(/^/gm, "+")}\n*** End Patch\n`,
});

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
const firstLine = (text: string) => text.trim().split("\n")[0]?.slice(0, 200) ?? "";
const result = (outputs: readonly string[], index = 0): CommandResult => commandResult(outputs[index] ?? "");

const welcome = `**This is the tour: a built-in script, no model answers here.** It needs no key and no network.

What happens is real all the same: the commands run in this thread's folder, inside the sandbox, and the file I add is a real file that you can review, land or throw away.

Let me look around first.`;

function expectation(sandbox: string | undefined, approval: string | undefined): string {
  if (sandbox === "full-access") return ". This thread has full access, so it runs without a question.";
  if (approval === "never") return ". This thread never asks for approval, so it will be refused.";
  return ", but it waits until you decide.";
}

/** The first message of a thread gets the whole tour. */
function* wholeTour({ sandbox, approval }: Situation): Script {
  yield [say(welcome), plan(0)];
  const looked = yield [run("git ls-files | head -n 400"), run("git log --oneline -n 5"), run("ls | head -n 200")];
  const tracked = result(looked).lines;
  const files = tracked.length > 0 ? tracked : result(looked, 2).lines;
  const seen: Findings = { files, commits: result(looked, 1).lines, notes: result(looked, 2).lines };
  const readme = readmeOf(files);

  let heading: string | undefined;
  if (readme !== undefined) {
    const read = yield [
      say(`${describe(seen)} I read \`${readme}\` to see what it is about.`),
      run(`head -n 40 -- ${quoted(readme)}`),
    ];
    heading = result(read)
      .lines.find((line) => /[A-Za-z]{3}/.test(line))
      ?.replace(/^#+\s*/, "");
  }
  const findings = { ...seen, readme, heading };

  const { path, text } = noteText(findings);
  const intention =
    sandbox === "read-only"
      ? `This thread is read-only, so nothing may be written. I try it anyway: you will see how Flightdeck handles it.`
      : `Now a harmless change: I write what I found into \`${path}\`, one new file.`;
  yield [say(readme === undefined ? `${describe(seen)}\n\n${intention}` : intention), plan(1)];
  const patched = yield [addFile(path, text)];
  const check = yield [run(`wc -l ${quoted(path)}`)];
  const written = result(check).exitCode === 0;
  const outcome = written
    ? `\`${path}\` is there; Review shows it as a diff.`
    : `The file was not written. That is fine, I go on without it. The tool said: "${firstLine(patched[0] ?? "")}"`;

  yield [
    say(
      `${outcome}\n\nNext, a command that wants **out of the sandbox**. It only prints the time${expectation(sandbox, approval)}`,
    ),
    plan(2),
  ];
  const asked = yield [
    {
      type: "call",
      name: "exec_command",
      arguments: {
        cmd: "date",
        escalate: true,
        justification: "May the tour run `date` outside the sandbox? It prints the time and changes nothing.",
      },
    },
  ];
  const answer = result(asked);
  const ran = `it printed \`${answer.lines[0] ?? ""}\`.`;
  const decision =
    answer.exitCode !== 0
      ? `\`date\` did not run outside the sandbox: "${firstLine(asked[0] ?? "")}" The turn goes on without it.`
      : sandbox === "full-access"
        ? `\`date\` ran without a question, since this thread has full access; ${ran}`
        : `You allowed \`date\` outside the sandbox; ${ran}`;
  yield [plan(steps.length)];
  return [say(summary(findings, written ? path : undefined, decision))];
}

/** Any later message gets an honest answer and one more look at the folder. */
function* laterMessage(): Script {
  const status = yield [
    say(
      "I am still the **tour**, a script: I cannot work on that. One thing I can show is what this thread has changed so far.",
    ),
    run("git status --short | head -n 20"),
  ];
  const { lines, exitCode } = result(status);
  const changes =
    exitCode !== 0
      ? "This folder is no git repository that I could ask."
      : lines.length === 0
        ? "Nothing is changed in this thread's folder."
        : `Changed in this thread's folder:\n\n\`\`\`\n${lines.join("\n")}\n\`\`\``;
  return [
    say(
      `${changes}\n\nTo have a model do real work, set up access under **Settings → Model access** (or start with \`OPENAI_API_KEY\`), then choose a model below the message box. This thread carries on with it.`,
    ),
  ];
}

/** What the tour does in one turn, from its beginning. */
export const tourScript = (situation: Situation): Script => (situation.first ? wholeTour(situation) : laterMessage());
