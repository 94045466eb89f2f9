import { type Item, type Plan, type PlanComment, planContent, type ThreadId } from "@flightdeck/contract";
import { answer, call, say, startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { type TestCore, testCore } from "../testing/testCore.ts";

const proposal = { title: "Add a cache", text: "Keep the last answer.", steps: ["Write the cache", "Test it"] };
const proposes = (change: Partial<typeof proposal> = {}) => answer(call("propose_plan", { ...proposal, ...change }));

async function planned(on: TestCore, path: string): Promise<{ readonly threadId: ThreadId; readonly plan: Plan }> {
  const { project } = await on.core.projects.locate(path);
  const threadId = await on.core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    text: "Plan a cache",
    settings: { mode: "plan" },
  });
  await on.status(threadId, "plan_ready");
  return { threadId, plan: newest(on, threadId) };
}

const isPlan = (item: Item): item is Plan => item.type === "plan" && item.proposal !== undefined;
const newest = (on: TestCore, threadId: ThreadId): Plan => {
  const plan = on.core.threads
    .load(threadId)
    .thread.turns.flatMap(({ items }) => items.filter(isPlan))
    .at(-1);
  if (plan === undefined) throw new Error("no plan was proposed");
  return plan;
};
const stepIds = (plan: Plan) => planContent(plan).steps.map(({ id }) => id);

const comment = (id: string, more: Partial<PlanComment>): PlanComment => ({
  id,
  text: "Why?",
  at: 1,
  state: "open",
  ...more,
});

/** The words of the person's role at a request's end. */
const saidLast = (on: TestCore, request: number, count: number): readonly unknown[] =>
  (on.model.requests[request]?.body.input ?? []).slice(-count).map((item) => {
    if (!("role" in item) || item.role !== "user" || !Array.isArray(item.content)) return item;
    const [part] = item.content;
    return part?.type === "input_text" ? part.text : part;
  });

test("comments and changes go to the agent as one message, and what it does not settle stays beside the next plan", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([proposes(), proposes({ steps: ["Write it for ten", "Measure it", "Test it"] })]);
  const { threadId, plan } = await planned(on, repo.path);
  const [first = "", second = ""] = stepIds(plan);
  const content = planContent(plan);
  const comments = [
    comment("a", { stepId: first, about: "Write the cache", text: "For ten answers.\nNot one." }),
    comment("b", { stepId: second, about: "Test it", text: "With which runner?" }),
    comment("c", { text: "Smaller, please." }),
    comment("d", { text: "Never mind", state: "resolved" }),
    comment("e", { stepId: "gone", about: "Ship it", text: "Not yet." }),
  ];
  const steps = [
    { id: second, step: "Test it" },
    { id: first, step: "Write the cache" },
  ];
  const { plans } = on.core.threads;
  expect(plans.edit(threadId, plan.id, { base: 0, plan: { ...content, steps, comments } })).toEqual({ revision: 1 });
  plans.revise(threadId, plan.id, { revision: 1 });
  await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");

  expect(on.model.requests).toHaveLength(2);
  const before = on.model.requests[0]?.body.input.length ?? 0;
  const whole = on.model.requests[1]?.body.input ?? [];
  expect(whole.slice(0, before)).toEqual(on.model.requests[0]?.body.input);
  expect(whole.slice(before, -2).map((item) => ("type" in item ? item.type : item))).toEqual([
    "function_call",
    "function_call_output",
  ]);
  expect(saidLast(on, 1, 2)).toEqual([
    "<plan_edited>\nThe person changed the proposed plan. It reads now:\n# Add a cache\nKeep the last answer.\n1. Test it\n2. Write the cache\n</plan_edited>",
    [
      "Propose the whole plan anew, starting from the plan as I changed it.",
      "",
      "My comments:",
      '- On step 2, "Write the cache": For ten answers.',
      "  Not one.",
      '- On step 1, "Test it": With which runner?',
      "- On the plan as a whole: Smaller, please.",
      '- On "Ship it", which is no step any more: Not yet.',
    ].join("\n"),
  ]);

  const next = newest(on, threadId);
  const sent = { sent: true } as const;
  expect({ mode: on.core.threads.load(threadId).thread.settings.mode, next }).toEqual({
    mode: "plan",
    next: {
      ...next,
      steps: [
        { id: `${next.id}:1`, step: "Write it for ten", status: "pending" },
        { id: `${next.id}:2`, step: "Measure it", status: "pending" },
        { id: second, step: "Test it", status: "pending" },
      ],
      proposal: {
        title: proposal.title,
        text: proposal.text,
        state: "open",
        edited: false,
        comments: [
          comment("a", { about: "Write the cache", text: "For ten answers.\nNot one.", ...sent }),
          comment("b", { stepId: second, about: "Test it", text: "With which runner?", ...sent }),
          comment("c", { text: "Smaller, please.", ...sent }),
          comment("e", { about: "Ship it", text: "Not yet.", ...sent }),
        ],
      },
    },
  });
});

test("an accepted plan takes the person's open comments along", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([proposes(), answer(say("Done."))]);
  const { threadId, plan } = await planned(on, repo.path);
  const [first = ""] = stepIds(plan);
  const comments = [comment("a", { stepId: first, text: "In memory." }), comment("b", { state: "resolved" })];
  on.core.threads.plans.edit(threadId, plan.id, { base: 0, plan: { ...planContent(plan), comments } });
  on.core.threads.plans.accept(threadId, plan.id, { fresh: true, revision: 1 });
  await on.status(threadId, "idle");
  expect({ said: saidLast(on, 1, 1), edited: newest(on, threadId).proposal?.edited }).toEqual({
    said: [
      [
        "Carry out this plan. Tick off its steps with update_plan, word for word as they stand here.",
        "# Add a cache",
        "Keep the last answer.",
        "## Steps\n1. Write the cache\n2. Test it",
        '## My comments, which hold as well\n- On step 1, "Write the cache": In memory.',
      ].join("\n\n"),
    ],
    edited: false,
  });
});

test("who saw another state of the plan changes, accepts and sends nothing", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([proposes()]);
  const { threadId, plan } = await planned(on, repo.path);
  const { plans } = on.core.threads;
  const one = { ...planContent(plan), title: "One window", comments: [] };
  plans.edit(threadId, plan.id, { base: 0, plan: one });
  const changed = expect.objectContaining({ code: "plan_changed" });
  expect(() => plans.edit(threadId, plan.id, { base: 0, plan: { ...one, title: "Another" } })).toThrow(changed);
  expect(() => plans.accept(threadId, plan.id, { fresh: false, revision: 0 })).toThrow(changed);
  expect(() => plans.revise(threadId, plan.id, { revision: 0 })).toThrow(changed);
  const { proposal: left } = newest(on, threadId);
  expect({ title: left?.title, state: left?.state, requests: on.model.requests.length }).toEqual({
    title: "One window",
    state: "open",
    requests: 1,
  });
});

test("a plan that nobody changed or commented on cannot be sent back", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([proposes()]);
  const { threadId, plan } = await planned(on, repo.path);
  const { plans } = on.core.threads;
  const asItIs = planContent(plan);
  plans.edit(threadId, plan.id, { base: 0, plan: { ...asItIs, title: "Other", comments: [] } });
  plans.edit(threadId, plan.id, { base: 1, plan: { ...asItIs, comments: [comment("a", { state: "resolved" })] } });
  expect(newest(on, threadId).proposal?.edited).toBe(false);
  expect(() => plans.revise(threadId, plan.id)).toThrow(expect.objectContaining({ code: "input_invalid" }));
});

test("the person's version of a plan outlives a newer one and the host, and takes what was typed late", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.script([proposes(), proposes({ title: "Second" })]);
  const begun = await (async () => {
    await using on = await testCore({ home, model });
    const { threadId, plan } = await planned(on, repo.path);
    const mine = { ...planContent(plan), title: "Mine", comments: [comment("a", {})] };
    on.core.threads.plans.edit(threadId, plan.id, { base: 0, plan: mine });
    on.core.threads.plans.revise(threadId, plan.id);
    await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");
    on.core.threads.plans.edit(threadId, plan.id, { base: 2, plan: { ...mine, title: "Mine, later" } });
    return { threadId, plan };
  })();
  await using on = await testCore({ home, model });
  const { thread, row } = on.core.threads.load(begun.threadId);
  const plans = thread.turns.flatMap(({ items }) => items.filter(isPlan));
  expect({
    status: row.status,
    plans: plans.map(({ proposal: one }) => [one?.title, one?.state, one?.edited, one?.proposed?.title]),
    comments: plans.map((plan) => plan.proposal?.comments?.map(({ id, state }) => [id, state])),
  }).toEqual({
    status: "plan_ready",
    plans: [
      ["Mine, later", "superseded", true, "Add a cache"],
      ["Second", "open", false, undefined],
    ],
    comments: [[["a", "open"]], [["a", "open"]]],
  });
});
