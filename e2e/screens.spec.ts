import { join } from "node:path";
import type { Page } from "@playwright/test";
import { answer, call, patch, reason, say } from "@flightdeck/testkit";
import { startHost } from "./host.ts";
import { expect, expectStatus, fillPath, nameOf, pane, review, startThread, test, threadLink } from "./harness.ts";

// The pictures of the README, taken by `npm run screens`. In an ordinary run they land beside the other results.
const folder = process.env.FLIGHTDECK_SCREENS ?? join(import.meta.dirname, "..", "test-results", "screens");

/** Photographs what is on screen in both themes, at rest. */
async function photograph(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: "disabled", caret: "hide" });
  }
}

const compaction = [
  reason("**Looking at the lock's scope** before changing anything."),
  say(
    "The merge only needs the input files, not the lock. I pin them first, merge, then take the lock just to install the result.",
  ),
  call("update_plan", {
    plan: [
      { step: "Pin the input files of a compaction", status: "completed" },
      { step: "Merge outside the version lock", status: "in_progress" },
      { step: "Test a read during a compaction", status: "pending" },
    ],
  }),
];

const before = `export class VersionSet {
  readonly #lock = new Lock();

  async compact(files: readonly Table[]): Promise<void> {
    const held = await this.#lock.acquire();
    try {
      this.#install(await merge(files));
    } finally {
      held.release();
    }
  }
}
`;

const change = `*** Begin Patch
*** Update File: src/versionSet.ts
@@
   async compact(files: readonly Table[]): Promise<void> {
+    // Merging needs the files alone; readers must not wait for it.
+    using pinned = this.#pin(files);
+    const merged = await merge(pinned.files);
     const held = await this.#lock.acquire();
     try {
-      this.#install(await merge(files));
+      this.#install(merged);
     } finally {
*** Add File: src/versionSet.test.ts
+import { expect, test } from "vitest";
+import { VersionSet } from "./versionSet.ts";
+
+test("a read during a compaction sees the old version", async () => {
+  const set = await VersionSet.open(":memory:");
+  const compaction = set.compact(set.tables());
+  expect(await set.read("key")).toBe("old");
+  await compaction;
+});
*** End Patch
`;

test("the first run", async ({ page, host, repository }) => {
  await page.goto(host.url);
  await expect(page.getByRole("radio", { name: "OpenAI API key" })).toBeVisible();
  await photograph(page, "first-run");
  await page.getByRole("button", { name: "Continue" }).click();
  await fillPath(page, repository.path);
  await photograph(page, "first-run-project");
});

test("the window at work", async ({ app, model, repository }) => {
  await repository.commit("Add the version set", { "src/versionSet.ts": before });
  const project = nameOf(repository.path);
  model.script(({ body }) => {
    const input = JSON.stringify(body.input);
    if (!input.includes("Compact without blocking reads")) return undefined;
    const outputs = body.input.filter(
      ({ type }) => type === "function_call_output" || type === "custom_tool_call_output",
    );
    if (outputs.length === 0) return answer(...compaction);
    if (outputs.length === 1) return answer(call("exec_command", { cmd: "git log --oneline -3 && ls src" }));
    if (outputs.length === 2) return answer(patch(change));
    return answer(
      say(
        "Readers no longer wait for a compaction.\n\n- The inputs are **pinned** while they are merged.\n- `#install` is all that still needs the lock.",
      ),
    );
  });
  await app.getByRole("textbox", { name: "Message" }).click();
  await photograph(app, "new-thread");
  const done = await startThread(app, project, "Compact without blocking reads");
  await expectStatus(app, done, "idle");
  const asking = await startThread(
    app,
    project,
    "Move invoice totals to integer cents\nscenario:approve npm run migrate -- --env staging",
  );
  await expectStatus(app, asking, "waiting_approval");
  await photograph(app, "approval");
  await app.getByRole("button", { name: "Two side by side" }).click();
  await threadLink(app, done).click();
  await expect(pane(app, asking)).toBeVisible();
  await photograph(app, "workbench");
  await app.getByRole("region", { name: "Attention" }).getByRole("button").first().click();
  await photograph(app, "attention");
  await threadLink(app, done).click();
  await app.getByRole("button", { name: "One pane" }).click();
  await pane(app, done).getByRole("button", { name: "Review" }).click();
  await expect(review(app)).toContainText("versionSet.ts");
  await photograph(app, "review");
  await app.getByRole("button", { name: "Settings" }).click();
  await photograph(app, "settings");
});

test("the tour, and a thread that failed", async ({ page, home, repository }) => {
  await using host = await startHost({ home: home.path, key: "" });
  await page.goto(host.url);
  await page.getByRole("button", { name: "Skip setup" }).click();
  await photograph(page, "empty");
  await page.getByRole("button", { name: "Open project…" }).first().click();
  await fillPath(page, repository.path);
  await photograph(page, "open-project");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByRole("button", { name: "Use the tour's task" }).click();
  await photograph(page, "tour");
});
