import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { AutomationContent, AutomationId, ProjectId, Run } from "@flightdeck/contract";
import type { Client } from "./host.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** What a person has after some weeks: on schedules, on events, one that is off. */
export async function someAutomations(
  client: Client,
  [ferrite, meridian, tidepool]: readonly [ProjectId, ProjectId, ProjectId],
): Promise<readonly AutomationId[]> {
  const make = async (content: Pick<AutomationContent, "name" | "prompt" | "projects" | "trigger">, paused = false) =>
    (await client.automations.create({ content: { place: { kind: "worktree" }, ...content }, paused })).automationId;
  const nightly = await make({
    name: "Nightly review of yesterday's commits",
    prompt:
      "Review every commit that reached the base branch since the last run. Use $review-security on anything under `auth/`. " +
      "Report only what you can prove with a failing test or a quoted line.",
    projects: [ferrite, meridian, tidepool],
    trigger: { kind: "schedule", schedule: { kind: "cron", expression: "30 2 * * 1-5" }, timeZone: "Europe/Berlin" },
  });
  return [
    nightly,
    await make({
      name: "Keep branches mergeable",
      prompt: "Rebase every open branch and fix its build.",
      projects: [meridian],
      trigger: { kind: "schedule", schedule: { kind: "every", minutes: 60 } },
    }),
    await make({
      name: "Digest of merged work",
      prompt: "Tell what was merged since yesterday, by theme.",
      projects: [ferrite, meridian],
      trigger: { kind: "schedule", schedule: { kind: "daily", time: "18:00" } },
    }),
    await make(
      {
        name: "Dependency and security check",
        prompt: "Look for dependencies with known faults.",
        projects: [tidepool],
        trigger: { kind: "schedule", schedule: { kind: "weekly", days: [1], time: "06:00" } },
      },
      true,
    ),
    await make({
      name: "Fix failing checks",
      prompt: "Use $fix-checks.",
      projects: [meridian],
      trigger: { kind: "branch", branch: "main" },
    }),
    await make({
      name: "Docs drift",
      prompt: "Compare what the documentation says with what the code does.",
      projects: [ferrite],
      trigger: { kind: "files", patterns: ["crates/**/src"] },
    }),
    await make({
      name: "Bug hunt with proof",
      prompt: "Read three random files and prove what is wrong in them.",
      projects: [ferrite],
      trigger: { kind: "after", automationId: nightly, when: "ended" },
    }),
  ];
}

type Past = Partial<Run> & Pick<Run, "state"> & { readonly daysAgo: number; readonly took?: number };

/** Writes records of the past into a host's own store, as its runs would have left them. */
export function writeHistory(
  home: string,
  automation: { readonly id: AutomationId; readonly name: string; readonly projectId: ProjectId },
  past: readonly Past[],
): void {
  using db = new DatabaseSync(join(home, "flightdeck.db"));
  db.exec("PRAGMA busy_timeout = 10000");
  const insert = db.prepare(
    `INSERT INTO runs (id, automation_id, project_id, cause, due_at, state, thread_id, json) VALUES (?, ?, ?, ?, ?, ?, NULL, ?)`,
  );
  const midnight = new Date().setHours(2, 30, 0, 0);
  for (const [index, { daysAgo, took, ...what }] of past.entries()) {
    const dueAt = midnight - daysAgo * day;
    const id = `run-${automation.id}-${index}`;
    const run = {
      id,
      automationId: automation.id,
      automationName: automation.name,
      projectId: automation.projectId,
      cause: { kind: "schedule" },
      dueAt,
      dry: false,
      ...(took === undefined ? {} : { startedAt: dueAt, endedAt: dueAt + took * minute }),
      ...what,
    };
    insert.run(id, automation.id, automation.projectId, `past:${index}`, dueAt, what.state, JSON.stringify(run));
  }
}

/** Of the nightly review: each way in which a run can have gone. */
export const nights: readonly Past[] = [
  {
    daysAgo: 1,
    state: "completed",
    outcome: "found",
    findings: 2,
    took: 11,
    dollars: 1.96,
    summary: "A revoked token is accepted for up to 300 s",
  },
  { daysAgo: 2, state: "completed", outcome: "nothing", took: 8, dollars: 1.4 },
  { daysAgo: 3, state: "completed", outcome: "nothing", took: 9, dollars: 1.52 },
  { daysAgo: 4, state: "missed", reason: "The machine was asleep until 08:12; not caught up, by its policy" },
  {
    daysAgo: 5,
    state: "completed",
    outcome: "changed",
    changes: { files: 4, additions: 31, deletions: 18 },
    took: 14,
    dollars: 2.31,
    summary: "Fixed the retry loop of the uploader",
  },
  { daysAgo: 6, state: "skipped", reason: "The run before was still under way" },
  { daysAgo: 7, state: "stopped", reason: "It reached its limit of $3.00; what it did is kept", took: 22, dollars: 3 },
  { daysAgo: 8, state: "failed", reason: "The model could not be reached for 15 minutes", took: 16, dollars: 0.02 },
  {
    daysAgo: 9,
    state: "completed",
    outcome: "done",
    dry: true,
    took: 3,
    dollars: 0.4,
    summary: "It would review 6 commits by 3 people",
  },
];
