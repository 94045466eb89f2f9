import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ThreadId } from "@flightdeck/contract";
import { answer, call, patch, say, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { appSkills } from "../skills/builtIn.ts";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

const write = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
};
const skill = (name: string) => `---\nname: ${name}\ndescription: Does ${name}.\n---\n\nBody of ${name}.\n`;

const begin = async (on: TestCore, path: string, text: string, trusted = true): Promise<ThreadId> => {
  const { project } = await on.core.projects.locate(path);
  on.core.projects.trust(project.id, trusted);
  return on.core.threads.create({ projectId: project.id, workspace: { kind: "local" }, text });
};

/** The person's side of a request, without what is the same everywhere. */
const said = (on: TestCore, n: number): readonly string[] =>
  (on.model.requests[n]?.body.input ?? []).flatMap((item) => {
    if (!("role" in item) || item.role !== "user" || typeof item.content === "string") return [];
    const [part] = item.content;
    return part?.type === "input_text" && !part.text.startsWith("<environment_context>") ? [part.text] : [];
  });

const head =
  "Skills: instructions for kinds of work. When one fits the task, or the person names it with $, read it with use_skill before you begin, and follow it.";
const app = appSkills.map(({ name, description }) => `- ${name}: ${description}`);
const bodyOf = (name: string, folder: string) =>
  `<name>${name}</name>\n<folder>${folder}</folder>\nPaths in it are relative to that folder, which is read-only; its scripts run like any command.\n\nBody of ${name}.`;

test("skills are listed, named with $, read by the model, and a new one is known with the next message", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const mine = join(on.home, "person/.agents/skills/mine");
  await write(join(mine, "SKILL.md"), skill("mine"));
  await write(join(repo.path, ".agents/skills/lint/SKILL.md"), skill("lint"));
  on.model.script([
    answer(call("use_skill", { name: "lint" }), call("use_skill", { name: "nothing" })),
    answer(say("Read.")),
    answer(say("Again.")),
    answer(say("And again.")),
  ]);
  const threadId = await begin(on, repo.path, "Use $mine here, not $HOME.");
  const thread = await on.status(threadId, "idle");
  const first = [
    `<skills>\n${[head, "- lint: Does lint.", "- mine: Does mine.", ...app].join("\n")}\n</skills>`,
    "Use $mine here, not $HOME.",
    `<skill>\n${bodyOf("mine", mine)}\n</skill>`,
  ];
  expect({
    first: said(on, 0),
    items: thread.turns[0]?.items
      .slice(1, 3)
      .map((item) => (item.type === "tool_call" ? `${item.summary}: ${item.status}` : item.type))
      .sort(),
    outputs: on.model.requests[1]?.body.input.flatMap((item) => ("output" in item ? [item.output] : [])),
  }).toEqual({
    first,
    items: ["Looked for the skill nothing: failed", "Read the skill lint: completed"],
    outputs: [
      bodyOf("lint", join(repo.path, ".agents/skills/lint")),
      'The skill "nothing" cannot be used: There is no such skill.',
    ],
  });

  await write(join(mine, "../other/SKILL.md"), skill("other"));
  await writeFile(join(repo.path, ".agents/skills/lint/SKILL.md"), "broken");
  on.core.threads.send(threadId, { id: messageId(), text: "$mine once more" });
  await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");
  expect(said(on, 2)).toEqual([
    ...first,
    "<skills>\nSkills changed:\n- other: Does other.\n- lint is gone\n</skills>",
    "$mine once more",
  ]);
});

test("what a repository brings is not told before the person trusts it", async () => {
  await using repo = await temporaryRepository({ files: { ".agents/skills/lint/SKILL.md": skill("lint") } });
  await using on = await testCore();
  on.model.script([answer(say("Hello."))]);
  const threadId = await begin(on, repo.path, "Use $lint", false);
  await on.status(threadId, "idle");
  expect(said(on, 0)).toEqual([`<skills>\n${[head, ...app].join("\n")}\n</skills>`, "Use $lint"]);
});

test("explain-codebase is read and its folder can be seen from the sandbox", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const folder = join(on.home, "skills/.app/explain-codebase");
  on.model.script([answer(call("exec_command", { cmd: `head -3 ${folder}/SKILL.md` })), answer(say("It is small."))]);
  const threadId = await begin(on, repo.path, "$explain-codebase this one");
  const thread = await on.status(threadId, "idle");
  const command = thread.turns[0]?.items.find((item) => item.type === "command");
  expect({
    body: said(on, 0).at(-1)?.slice(0, 200),
    output: command?.output.split("\n").slice(0, 2),
    sandboxed: command?.sandboxed,
  }).toEqual({
    body: expect.stringContaining(`<skill>\n<name>explain-codebase</name>\n<folder>${folder}</folder>`),
    output: ["---", "name: explain-codebase"],
    sandboxed: true,
  });
});

test("skill-creator makes a skill with its scripts, which is picked up without a restart", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  const scripts = join(on.home, "skills/.app/skill-creator/scripts");
  const description = 'Writes "notes": what changed since a tag, for users of it. Use when asked for release notes.';
  const escalate = { escalate: true, justification: "May I make the skill release-notes?" };
  on.model.script([
    answer(call("use_skill", { name: "skill-creator" })),
    answer(
      call("exec_command", {
        cmd: `sh ${scripts}/create.sh release-notes '${description}' .agents/skills`,
        ...escalate,
      }),
    ),
    answer(call("exec_command", { cmd: `sh ${scripts}/validate.sh .agents/skills/release-notes` })),
    answer(
      patch(
        "*** Begin Patch\n*** Update File: .agents/skills/release-notes/SKILL.md\n@@\n-TODO: what the agent is to reach, and the steps to it. For each step: what to do, with what, how to see that it worked.\n+1. Run `git log`.\n*** End Patch\n",
      ),
    ),
    answer(call("exec_command", { cmd: `sh ${scripts}/validate.sh .agents/skills/release-notes` })),
    answer(say("It is there: $release-notes.")),
    answer(say("Notes.")),
  ]);
  const threadId = await begin(on, repo.path, "Make a skill for release notes");
  for (const request of ["command", "file_change"] as const) {
    const { approvals } = await on.when(threadId, (thread) => thread.approvals[0]?.request.kind === request);
    const [approval] = approvals;
    if (approval !== undefined) on.core.threads.answer(threadId, approval.id, "approve");
  }
  const thread = await on.status(threadId, "idle");
  const folder = join(repo.path, ".agents/skills/release-notes");
  const checks = thread.turns[0]?.items.flatMap((item) =>
    item.type === "command" ? [[item.exitCode, item.output]] : [],
  );
  expect(checks).toEqual([
    [0, expect.stringContaining("Made .agents/skills/release-notes/SKILL.md.")],
    [1, `FAULT SKILL.md:8: still has a TODO\n1 to mend in ${folder}\n`],
    [0, `Valid: ${folder} (0 warnings)\n`],
  ]);
  expect(await readFile(join(folder, "SKILL.md"), "utf8")).toBe(
    `---\nname: release-notes\ndescription: ${JSON.stringify(description)}\n---\n\n# release notes\n\n1. Run \`git log\`.\n`,
  );

  on.core.threads.send(threadId, { id: messageId(), text: "Now $release-notes" });
  await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");
  expect(said(on, on.model.requests.length - 1).slice(-3)).toEqual([
    `<skills>\nSkills changed:\n- release-notes: ${description}\n</skills>`,
    "Now $release-notes",
    `<skill>\n${bodyOf("release-notes", folder).replace("Body of release-notes.", "# release notes\n\n1. Run `git log`.")}\n</skill>`,
  ]);
});
