import { type Item, type Plan, planContent, type PlanEdit, type ThreadId, TurnId } from "@flightdeck/contract";
import { answer, call, patch, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

const proposal = {
  title: "Add a cache",
  text: "Keep the last answer.\n\nChange `cache.ts`.",
  steps: ["Write the cache", "Test it"],
};
const proposes = answer(say("Here is the plan."), call("propose_plan", proposal));

const begin = async (on: TestCore, path: string): Promise<ThreadId> => {
  const { project } = await on.core.projects.locate(path);
  const workspace = { kind: "local" } as const;
  return on.core.threads.create({ projectId: project.id, workspace, text: "Plan a cache", settings: { mode: "plan" } });
};

const isPlan = (item: Item): item is Plan => item.type === "plan";
const plansOf = (on: TestCore, threadId: ThreadId) =>
  on.core.threads.load(threadId).thread.turns.flatMap((turn) => turn.items.filter(isPlan));
const proposed = (on: TestCore, threadId: ThreadId): Plan => {
  const plan = plansOf(on, threadId).findLast((item) => item.proposal !== undefined);
  if (plan === undefined) throw new Error("no plan was proposed");
  return plan;
};

/** The plan as it stands, changed by hand. */
const changed = (plan: Plan, change: Partial<PlanEdit>) => ({
  base: plan.proposal?.revision ?? 0,
  plan: { ...planContent(plan), comments: plan.proposal?.comments ?? [], ...change },
});

/** A request's input in short: whole texts of the person's role, the kind of the rest. */
const inputOf = (on: TestCore, n: number): readonly unknown[] =>
  (on.model.requests[n]?.body.input ?? []).map((item) => {
    if ("role" in item && item.role === "user" && Array.isArray(item.content)) {
      const [part] = item.content;
      const text = part?.type === "input_text" ? part.text : "";
      return text.replace(/^<(\w+)>\n[^]*$/, (whole, tag: string) =>
        ["agent_mode", "environment_context", "skills"].includes(tag) ? `<${tag}>` : whole,
      );
    }
    return "type" in item ? item.type : item;
  });

const tick = (first: string, second: string) =>
  call("update_plan", {
    plan: [
      { step: "Write the cache", status: first },
      { step: "Test it", status: second },
    ],
  });

test("a plan is proposed, accepted as it was edited, and ticked off; every request extends the one before", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    answer(call("exec_command", { cmd: "cat a.txt" })),
    proposes,
    answer(tick("completed", "in_progress")),
    answer(tick("completed", "completed")),
    answer(say("Done.")),
  ]);
  const threadId = await begin(on, repo.path);
  const planned = await on.status(threadId, "plan_ready");
  const plan = proposed(on, threadId);
  const { preview } = on.core.threads.load(threadId).row;
  expect({ requests: on.model.requests.length, preview, plan, last: planned.turns[0]?.items.at(-1) }).toEqual({
    requests: 2,
    preview: "Plan: Add a cache",
    plan: {
      id: expect.any(String),
      type: "plan",
      status: "completed",
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
      steps: [
        { id: `${plan.id}:1`, step: "Write the cache", status: "pending" },
        { id: `${plan.id}:2`, step: "Test it", status: "pending" },
      ],
      proposal: { title: proposal.title, text: proposal.text, state: "open", edited: false },
    },
    last: plan,
  });

  const { plans } = on.core.threads;
  plans.edit(threadId, plan.id, changed(plan, { text: "Keep the last ten answers." }));
  // It waits since it was proposed, however long the person works on it.
  expect(on.core.threads.load(threadId).row.restingSince).toBe(planned.turns[0]?.endedAt);
  plans.accept(threadId, plan.id, { fresh: false, settings: { effort: "high" } });
  const done = await on.status(threadId, "idle");

  expect(inputOf(on, 2)).toEqual([
    "<environment_context>",
    "<agent_mode>",
    "<skills>",
    "Plan a cache",
    "function_call",
    "function_call_output",
    "message",
    "function_call",
    "function_call_output",
    "<environment_context>",
    "<agent_mode>",
    [
      "Carry out this plan. Tick off its steps with update_plan, word for word as they stand here.",
      "# Add a cache",
      "Keep the last ten answers.",
      "## Steps\n1. Write the cache\n2. Test it",
    ].join("\n\n"),
  ]);
  expect(on.model.requests[2]?.body.input[9]).toEqual({
    type: "message",
    role: "user",
    content: [
      {
        type: "input_text",
        text: "<environment_context>\n<sandbox>workspace-write</sandbox>\n</environment_context>",
      },
    ],
  });
  const bodies = on.model.requests.map(({ body }) => body);
  for (const [n, body] of bodies.slice(1).entries()) {
    expect(body.input.slice(0, bodies[n]?.input.length)).toEqual(bodies[n]?.input);
    expect([body.tools, body.instructions]).toEqual([bodies[0]?.tools, bodies[0]?.instructions]);
  }
  expect({
    settings: done.settings,
    modes: done.turns.map(({ mode }) => mode),
    plan: proposed(on, threadId),
    said: done.turns[1]?.items[0],
  }).toEqual({
    settings: { ...planned.settings, mode: "act", effort: "high" },
    modes: ["plan", "act"],
    plan: {
      ...plan,
      steps: [
        { id: `${plan.id}:1`, step: "Write the cache", status: "completed" },
        { id: `${plan.id}:2`, step: "Test it", status: "completed" },
      ],
      proposal: {
        title: proposal.title,
        text: "Keep the last ten answers.",
        state: "accepted",
        edited: true,
        revision: 1,
        proposed: planContent(plan),
        comments: [],
      },
    },
    said: expect.objectContaining({ type: "user_message", plan: plan.id }),
  });
  expect(() => plans.accept(threadId, plan.id, { fresh: false })).toThrow(
    expect.objectContaining({ code: "plan_settled" }),
  );
});

test("accepted in a fresh context, the model gets what it should know of the place and the plan, nothing else", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n", "AGENTS.md": "Use tabs." } });
  await using on = await testCore();
  on.model.script([proposes, answer(say("Done."))]);
  const threadId = await begin(on, repo.path);
  await on.status(threadId, "plan_ready");
  on.core.threads.plans.accept(threadId, proposed(on, threadId).id, { fresh: true });
  await on.status(threadId, "idle");
  expect(inputOf(on, 1)).toEqual([
    "<environment_context>",
    '<project_instructions>\n<file path="AGENTS.md">\nUse tabs.\n</file>\n</project_instructions>',
    "<skills>",
    expect.stringMatching(/^Carry out this plan\./),
  ]);
});

test("plan mode writes nothing, whatever the agent tries and whatever the settings say", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    answer(
      call("exec_command", { cmd: "echo x > written.txt" }),
      call("exec_command", { cmd: "echo x > escalated.txt", escalate: true, justification: "May I?" }),
      patch("*** Begin Patch\n*** Add File: patched.txt\n+x\n*** End Patch\n"),
      call("update_plan", { plan: [{ step: "x", status: "pending" }] }),
    ),
    answer(say("I could not.")),
  ]);
  const { project } = await on.core.projects.locate(repo.path);
  const threadId = await on.core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    text: "Plan",
    settings: { mode: "plan", sandbox: "full-access", approval: "on-request" },
  });
  const thread = await on.status(threadId, "idle");
  const outputs = (on.model.requests[1]?.body.input ?? []).flatMap((item) =>
    "output" in item && typeof item.output === "string" ? [item.output.split("\n")[0]] : [],
  );
  expect({
    files: ["written.txt", "escalated.txt", "patched.txt"].filter((name) => existsSync(join(repo.path, name))),
    items: thread.turns[0]?.items.map(({ type, status }) => [type, status]),
    approvals: thread.approvals,
    outputs: outputs.slice(1),
  }).toEqual({
    files: [],
    items: [
      ["user_message", "completed"],
      ["command", "failed"],
      ["command", "failed"],
      ["tool_call", "failed"],
      ["tool_call", "failed"],
      ["agent_message", "completed"],
    ],
    approvals: [],
    outputs: [
      "Plan mode changes nothing, so no command leaves the sandbox.",
      "Plan mode changes nothing: no file was touched. Put the change into the plan (propose_plan).",
      "Plan mode has no steps to tick off yet. When the plan is finished, propose it with propose_plan.",
    ],
  });
});

test("an edited plan that the person writes on about is told to the model, and the next plan takes its place", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([
    proposes,
    answer(say("Ten, because.")),
    answer(call("propose_plan", { ...proposal, title: "Second" })),
  ]);
  const threadId = await begin(on, repo.path);
  await on.status(threadId, "plan_ready");
  const first = proposed(on, threadId);
  on.core.threads.plans.edit(threadId, first.id, changed(first, { steps: [{ id: "own", step: "Only this" }] }));
  on.core.threads.send(threadId, { id: messageId(), text: "Why ten?" });
  await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");
  const still = on.core.threads.load(threadId).row.status;
  on.core.threads.send(threadId, { id: messageId(), text: "Change it" });
  await on.when(threadId, ({ turns }) => turns[2]?.outcome === "completed");
  expect({
    still,
    told: inputOf(on, 1).slice(-2),
    states: plansOf(on, threadId).map((plan) => [plan.proposal?.title, plan.proposal?.state]),
  }).toEqual({
    still: "plan_ready",
    told: [
      "<plan_edited>\nThe person changed the proposed plan. It reads now:\n# Add a cache\nKeep the last answer.\n\nChange `cache.ts`.\n1. Only this\n</plan_edited>",
      "Why ten?",
    ],
    states: [
      ["Add a cache", "superseded"],
      ["Second", "open"],
    ],
  });
});

test("a plan outlives its host: declined by the next one, it waits no longer and the thread plans on", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([proposes]);
  let threadId: ThreadId;
  {
    await using on = await testCore({ home, model });
    threadId = await begin(on, repo.path);
    await on.status(threadId, "plan_ready");
  }
  await using on = await testCore({ home, model });
  const before = on.core.threads.load(threadId).row.status;
  const { id } = proposed(on, threadId);
  on.core.threads.plans.decline(threadId, id);
  const { thread, row } = on.core.threads.load(threadId);
  expect([before, row.status, thread.settings.mode, proposed(on, threadId).proposal?.state]).toEqual([
    "plan_ready",
    "idle",
    "plan",
    "declined",
  ]);
  expect(() => on.core.threads.plans.edit(threadId, id, changed(proposed(on, threadId), {}))).toThrow(
    expect.objectContaining({ code: "plan_settled" }),
  );
});

const stepsOf = (on: TestCore, threadId: ThreadId) => proposed(on, threadId).steps.map(({ status }) => status);

test("steps that only a turn ticked off that is taken back are not ticked off, in memory and for the next host", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([
    proposes,
    answer(tick("completed", "pending")),
    answer(say("Half done.")),
    answer(tick("completed", "completed")),
    answer(say("Done.")),
  ]);
  const workIn = async (on: TestCore) => {
    const threadId = await begin(on, repo.path);
    await on.status(threadId, "plan_ready");
    on.core.threads.plans.accept(threadId, proposed(on, threadId).id, { fresh: false });
    await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");
    on.core.threads.send(threadId, { id: messageId(), text: "Go on" });
    const { turns } = await on.when(threadId, (thread) => thread.turns[2]?.outcome === "completed");
    const all = stepsOf(on, threadId);
    await on.core.threads.history.rollBack({ threadId, turnId: TurnId.parse(turns[2]?.id), files: false });
    const half = stepsOf(on, threadId);
    return { threadId, all, half, second: TurnId.parse(turns[1]?.id) };
  };
  let worked: Awaited<ReturnType<typeof workIn>>;
  {
    await using on = await testCore({ home, model });
    worked = await workIn(on);
  }
  await using on = await testCore({ home, model });
  const { threadId, all, half, second } = worked;
  const later = stepsOf(on, threadId);
  await on.core.threads.history.rollBack({ threadId, turnId: second, files: false });
  const { thread, row } = on.core.threads.load(threadId);
  expect({
    all,
    half,
    later,
    none: stepsOf(on, threadId),
    state: proposed(on, threadId).proposal?.state,
    mode: thread.settings.mode,
    carriedOut: thread.plan,
    status: row.status,
  }).toEqual({
    all: ["completed", "completed"],
    half: ["completed", "pending"],
    later: ["completed", "pending"],
    none: ["pending", "pending"],
    state: "open",
    mode: "plan",
    carriedOut: undefined,
    status: "plan_ready",
  });
});

test("a plan waits again when the newer one that took its place is taken back", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([proposes, answer(call("propose_plan", { ...proposal, title: "Second" }))]);
  const threadId = await begin(on, repo.path);
  await on.status(threadId, "plan_ready");
  on.core.threads.send(threadId, { id: messageId(), text: "Another one" });
  const { turns } = await on.when(threadId, (thread) => thread.turns[1]?.outcome === "completed");
  const before = plansOf(on, threadId).map((plan) => plan.proposal?.state);
  await on.core.threads.history.rollBack({ threadId, turnId: TurnId.parse(turns[1]?.id), files: false });
  expect([before, plansOf(on, threadId).map((plan) => plan.proposal?.state)]).toEqual([
    ["superseded", "open"],
    ["open"],
  ]);
});
