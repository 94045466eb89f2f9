import type { AutomationId, ProjectId } from "@flightdeck/contract";
import {
  addFilePatch,
  answer,
  call,
  type Part,
  patch,
  type RecordedRequest,
  type Reply,
  refuse,
  say,
} from "@flightdeck/testkit";
import { expect } from "./harness.ts";
import type { Client } from "./host.ts";

// A night's work of six automations, each with its own end: what a full morning looks like.

export const nightFiles = {
  "README.md": "# Harbour\n\nFooters are 40 bytes.\n",
  ".gitignore": "dist/\n",
  "auth/tokens.ts": [
    'import { cache, db, metrics } from "./stores.ts";',
    "",
    "/** Ends a token for good. */",
    "export async function revoke(id: TokenId): Promise<void> {",
    "  await db.tokens.delete(id);",
    '  metrics.count("revoked");',
    "}",
    "",
    "export async function verify(token: string): Promise<Claims | undefined> {",
    "  return (await cache.get(token)) ?? (await db.tokens.claims(token));",
    "}",
    "",
  ].join("\n"),
  "upload/loop.py": "def upload(part):\n    while True:\n        if send(part).ok:\n            return\n",
};

const test = "echo 'revoke › rejects at once'; echo '  expected 401, received 200'; exit 1";

/** What each automation's agent does, step by step, by the first words of its prompt. */
const night: Readonly<Record<string, readonly (readonly Part[])[]>> = {
  "Review every commit": [
    [call("exec_command", { cmd: test })],
    [
      call("report", {
        outcome: "found",
        summary: "Two things in yesterday's commits.",
        findings: [
          {
            title: "A revoked token is accepted for up to 300 s",
            body: "Revoking deletes the row but leaves the verified token in the cache for up to **300 s**. Anyone who holds it keeps access for that long.\n\nEvict it in `revoke`, before the row goes.",
            priority: "P1",
            path: "auth/tokens.ts",
            line: 5,
            proof: { command: test, output: "revoke › rejects at once\n  expected 401, received 200" },
          },
          {
            title: "Retry loop in uploader has no upper bound",
            body: "A server that never answers with 2xx keeps it going for ever.",
            priority: "P3",
            path: "upload/loop.py",
            line: 2,
          },
        ],
      }),
    ],
  ],
  "Rebase the branches": [
    [call("exec_command", { cmd: "git push origin release/4.2", escalate: true, justification: "The rebased branch" })],
  ],
  "Repair what fails": [
    [patch(addFilePatch("auth/stores.ts", "export const cache = new Map();\nexport const metrics = { count() {} };"))],
    [call("report", { outcome: "changed", summary: "Fixed: lint and two type errors on main" })],
  ],
  "Compare the words": [
    [patch(addFilePatch("docs/format.md", "Footers are 48 bytes."))],
    [call("report", { outcome: "changed", summary: "format.md said footers are 40 bytes; they are 48" })],
  ],
  "Tell what was merged": [
    [
      call("report", {
        outcome: "done",
        summary:
          "Merged yesterday: 4 pull requests, mostly storage.\n\n- **Storage**: compaction without blocking reads",
      }),
    ],
  ],
  "Look for stale": [[call("report", { outcome: "nothing", summary: "7 branches were up to date" })]],
};

export function nightScript({ body }: RecordedRequest): Reply | undefined {
  const input = JSON.stringify(body.input);
  if (input.includes("Hunt for faults")) return refuse(400, { code: "insufficient_quota", message: "No credit left." });
  const steps = Object.entries(night).find(([prompt]) => input.includes(prompt))?.[1];
  if (steps === undefined) return undefined;
  const done = input.split('"function_call_output"').length - 1 + input.split('"custom_tool_call_output"').length - 1;
  const step = steps[done];
  return step === undefined ? answer(say("Done.")) : answer(...step);
}

/** An automation that only a person begins. */
export async function automate(
  client: Client,
  projectId: ProjectId,
  name: string,
  prompt: string,
): Promise<AutomationId> {
  const content = { name, prompt, projects: [projectId], trigger: { kind: "manual" as const } };
  const { automationId } = await client.automations.create({ content });
  return automationId;
}

/** Runs automations once each, and waits until every run ended or waits for the person. */
export async function runAll(client: Client, automationIds: readonly AutomationId[]): Promise<void> {
  for (const automationId of automationIds) await client.automations.run({ automationId });
  const standing = async () => {
    for await (const event of await client.automations.watchRuns({}))
      if (event.type === "snapshot")
        return event.runs.filter(({ state }) => state === "pending" || state === "running").length;
    return 0;
  };
  await expect.poll(standing, { timeout: 60_000 }).toBe(0);
}

/** A whole night. */
export async function spendNight(client: Client, projectId: ProjectId): Promise<void> {
  const ids: AutomationId[] = [];
  for (const [name, prompt] of [
    ["Nightly review", "Review every commit of yesterday."],
    ["Keep branches mergeable", "Rebase the branches that fell behind."],
    ["Fix failing checks", "Repair what fails on main."],
    ["Docs drift", "Compare the words with the code."],
    ["Daily digest", "Tell what was merged by theme."],
    ["Bug hunt with proof", "Hunt for faults in random files."],
    ["Stale branches", "Look for stale branches."],
  ] as const)
    ids.push(await automate(client, projectId, name, prompt));
  await runAll(client, ids);
}
