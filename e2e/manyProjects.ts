import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ThreadId } from "@flightdeck/contract";
import type { Page } from "@playwright/test";
import { type Client } from "./host.ts";
import { expectStatus } from "./harness.ts";

const projects: Readonly<Record<string, readonly string[]>> = {
  payments: [
    "Reconcile refunds that arrive before their charge",
    "Name the ledger's invariants",
    "Drop the v1 webhooks",
  ],
  "design-tokens": ["Measure contrast in both themes"],
  web: ["Why does the first paint wait for the fonts?", "Prerender the pricing page"],
  mobile: ["Keep drafts when the system ends the app"],
  infra: ["Move the runners to arm64"],
  docs: [],
  "a-repository-with-a-name-that-somebody-thought-through-for-long": ["Rename this repository"],
  search: ["Rank exact words before beginnings of words, and titles before contents"],
  ...Object.fromEntries(
    ["auth", "billing", "cli", "edge", "emails", "exports", "graph", "imports", "jobs", "status"].map((name) => [
      name,
      [],
    ]),
  ),
};

/** Eighteen more projects with some threads that are done, pinned, seen and not. */
export async function manyProjects(page: Page, client: Client, home: string): Promise<void> {
  const made: ThreadId[] = [];
  for (const [name, titles] of Object.entries(projects)) {
    const path = join(home, "work", name);
    await mkdir(path, { recursive: true });
    const { id: projectId } = await client.projects.open({ path, init: true });
    for (const title of titles) {
      const { threadId } = await client.threads.create({
        projectId,
        title,
        workspace: { kind: "local" },
        text: "scenario:say It is done, and the tests pass.",
        messageId: crypto.randomUUID() as never, // branded; any id is one
      });
      made.push(threadId);
      await expectStatus(page, title, "idle");
    }
  }
  const seen = made.filter((_, index) => index % 3 !== 0);
  for (const threadId of seen) await client.threads.flag({ threadId, unread: false });
  for (const threadId of made.slice(1, 3)) await client.threads.flag({ threadId, pinned: true });
  for (const threadId of made.slice(4, 5)) await client.threads.flag({ threadId, archived: true });
}
