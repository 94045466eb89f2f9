import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { temporaryRepository } from "@flightdeck/testkit";
import { expect, expectStatus, nameOf, startThread, test as base } from "./harness.ts";
import { photograph } from "./look.ts";
import { backfill, before, compaction, flaky, invoices, manifest, screensScript, webhooks } from "./screensScript.ts";

/** A home with prices, so that cards say what a thread cost. */
const test = base.extend({
  home: async ({ home }, use) => {
    await mkdir(home.path, { recursive: true });
    const price = `[models."gpt-5.5".price]\ninput = 125\ncached = 12.5\noutput = 1000\n`;
    await writeFile(join(home.path, "config.toml"), price);
    await use(home);
  },
});

const deck = (page: Page): Locator => page.getByRole("region", { name: "Deck", exact: true });
const card = (page: Page, title: string): Locator => deck(page).getByRole("article", { name: title });

test("the deck at work", async ({ app, client, model, repository }) => {
  test.slow(); // each picture is taken and looked through twice
  await repository.commit("Add the version set", { "src/versionSet.ts": before });
  await using other = await temporaryRepository({ files: { "README.md": "# Lighthouse\n" }, name: "lighthouse" });
  await client.projects.open({ path: other.path });
  model.script(screensScript);
  const [harbour, lighthouse] = [nameOf(repository.path), nameOf(other.path)];
  await app.keyboard.press("Alt+d");
  await photograph(app, "deck-empty");
  await app.keyboard.press("Alt+d");
  await expectStatus(app, await startThread(app, lighthouse, flaky.message), "idle");
  await expectStatus(app, await startThread(app, lighthouse, backfill.message), "failed");
  await expectStatus(app, await startThread(app, harbour, compaction.message), "idle");
  await expectStatus(app, await startThread(app, harbour, manifest.message), "waiting_answer");
  await expectStatus(app, await startThread(app, harbour, invoices.message), "waiting_approval");
  await startThread(app, harbour, webhooks.message);
  await app.keyboard.press("Alt+d");
  await expect(card(app, "Retry webhooks")).toContainText("Retry with the same key");
  await app.keyboard.press("ArrowDown");
  await photograph(app, "deck");
  await app.setViewportSize({ width: 1280, height: 800 });
  await photograph(app, "deck-1280");
  await app.setViewportSize({ width: 1600, height: 1000 });
  await deck(app).getByRole("button", { name: "By project" }).click();
  await photograph(app, "deck-projects");
});
