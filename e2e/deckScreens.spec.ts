import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { ProjectId } from "@flightdeck/contract";
import { temporaryRepository } from "@flightdeck/testkit";
import { fleet, fleetScript, type Member, statusOf } from "./fleet.ts";
import { expect, expectStatus, test as base } from "./harness.ts";
import type { Client } from "./host.ts";
import { photograph } from "./look.ts";

/** A home with prices, so that cards say what a thread cost. */
const test = base.extend({
  home: async ({ home }, use) => {
    await mkdir(home.path, { recursive: true });
    const price = `[models."gpt-5.5".price]\ninput = 125\ncached = 12.5\noutput = 1000\n`;
    await writeFile(join(home.path, "config.toml"), price);
    await use(home);
  },
});

test.describe.configure({ timeout: 300_000 });

/** Starts the threads, and waits until each stands as it should. */
async function launch(page: Page, client: Client, projects: readonly ProjectId[], members: readonly Member[]) {
  for (const [index, { title, state }] of members.entries()) {
    const projectId = projects[index % projects.length];
    if (projectId === undefined) throw new Error("there is no project");
    const settings = state === "plan" ? { mode: "plan" as const } : {};
    const workspace = { kind: "worktree" as const };
    const { threadId } = await client.threads.create({ projectId, workspace, text: title, settings });
    if (state !== "stopped") await expectStatus(page, title, statusOf[state]);
    else {
      await expectStatus(page, title, "running");
      await client.turns.interrupt({ threadId });
    }
    if (state === "quiet" || state === "stopped") await client.threads.flag({ threadId, unread: false });
  }
}

test("the queue and the wall, with eight threads and with thirty-two", async ({ app, client, model, repository }) => {
  model.script(fleetScript);
  await using lighthouse = await temporaryRepository({ files: { "README.md": "# Lighthouse\n" }, name: "lighthouse" });
  await using tidepool = await temporaryRepository({ files: { "README.md": "# Tidepool\n" }, name: "tidepool" });
  const projects: ProjectId[] = [];
  for (const { path } of [repository, lighthouse, tidepool]) projects.push((await client.projects.open({ path })).id);
  await launch(app, client, projects, fleet.slice(0, 8));

  await app.keyboard.press("Alt+d");
  const deck = app.getByRole("region", { name: "Deck", exact: true });
  await expect(deck.getByRole("article")).toHaveCount(8);
  await expect(deck.getByText("I go through it case by case")).toHaveCount(2);
  await app.keyboard.press("ArrowRight");
  await app.keyboard.press("ArrowRight");
  await app.keyboard.press("ArrowRight");
  for (const { name, width, height } of [
    { name: "deck", width: 1600, height: 1000 },
    { name: "deck-small", width: 1280, height: 800 },
  ]) {
    await app.setViewportSize({ width, height });
    await photograph(app, name);
  }

  await app.keyboard.press("Alt+a");
  const attention = app.getByRole("main").getByRole("region", { name: "Attention" });
  await attention
    .getByRole("group", { name: /^Plan/ })
    .getByRole("button", { name: /One filter/ })
    .click();
  await photograph(app, "attention-plan");
  await app.setViewportSize({ width: 1600, height: 1000 });
  await attention
    .getByRole("alertdialog")
    .getByRole("button", { name: /Run outside/ })
    .click();
  await photograph(app, "attention-approval");

  await launch(app, client, projects, fleet.slice(8));
  await attention
    .getByRole("alertdialog", { name: /Clean up/ })
    .getByRole("button", { name: "Decline" })
    .click();
  await attention
    .getByRole("group", { name: /Retire|until March/ })
    .getByRole("button", { name: /until March/ })
    .click();
  await app.keyboard.press("h");
  await attention
    .getByRole("alertdialog", { name: /invoice totals/ })
    .getByRole("button", { name: /Run outside/ })
    .click();
  await attention.getByRole("button", { name: /Always allow/ }).click();
  await expect(attention.getByRole("complementary", { name: "Answered" }).getByRole("listitem")).toHaveText([
    /Approved npm run migrate/,
    /Declined rm -rf dist/,
    /Stopped the turn/,
  ]);
  await attention
    .getByRole("group", { name: /^Failure: Backfill/ })
    .getByRole("button", { expanded: false })
    .click();
  await photograph(app, "attention-history");
  await app.setViewportSize({ width: 1280, height: 800 });
  await photograph(app, "attention-small");

  await app.keyboard.press("Alt+d");
  await expect(deck.getByRole("article")).toHaveCount(32);
  await photograph(app, "deck-32-small");
  await app.setViewportSize({ width: 1600, height: 1000 });
  await deck.getByRole("button", { name: "By project" }).click();
  await photograph(app, "deck-32");

  // Back after lunch.
  await app.addInitScript(() => localStorage.setItem("flightdeck.lastSeen", String(Date.now() - 3_600_000)));
  await app.reload();
  await expect(app.getByRole("region", { name: "Since you were away" })).toBeVisible();
  await photograph(app, "away");
});
