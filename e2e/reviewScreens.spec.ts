import { execFileSync } from "node:child_process";
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { answer, gitEnvironment, patch, say } from "@flightdeck/testkit";
import { commit, expect, expectStatus, nameOf, pane, review, startThread, test } from "./harness.ts";
import { photograph } from "./look.ts";
import { byHand, delivery, findings } from "./reviewScript.ts";

const title = "Retry idempotency keys on webhook delivery";
const gate = (page: Page): Locator => review(page).getByRole("group", { name: "Landing" });
const dialog = (page: Page): Locator => page.getByRole("dialog");
const file = (page: Page, name: RegExp): Locator =>
  review(page).getByRole("navigation", { name: "Files" }).getByRole("button", { name });
const hunk = (page: Page, number: number, path: string): Locator =>
  review(page).getByRole("group", { name: `Hunk ${number} of ${path}` });

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", args, { cwd, env: { ...process.env, ...gitEnvironment }, encoding: "utf8" }).trim();

/** A disc of a colour, as a PNG. */
const disc = async (page: Page, colour: string): Promise<Buffer> => {
  const drawn = await page.evaluate((fill) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [160, 160];
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("there is no canvas");
    pen.fillStyle = fill;
    pen.arc(80, 80, 70, 0, 2 * Math.PI);
    pen.fill();
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  }, colour);
  return Buffer.from(drawn, "base64");
};

/** One of every kind of change that is no text. */
async function changeOfEveryKind(page: Page, folder: string): Promise<void> {
  await writeFile(join(folder, "docs/logo.png"), await disc(page, "#b06a00"));
  await writeFile(join(folder, "docs/trace.bin"), Buffer.alloc(3000));
  await chmod(join(folder, "bin/deliver.sh"), 0o755);
  await rename(join(folder, "docs/queue.md"), join(folder, "docs/queue-and-its-workers.md"));
  await symlink("../src/delivery.ts", join(folder, "docs/delivery"));
  await writeFile(join(folder, "package-lock.json"), `{ "lockfileVersion": 3, "packages": {} }\n`);
  await writeFile(join(folder, "docs/empty.md"), "");
  const longName = "a name as long as those that exporters write, with the date 2026-01-31 and more.md";
  await writeFile(join(folder, "docs", longName), "Exported.\n");
  git(join(folder, "vendor/lib"), "init", "-q");
  git(join(folder, "vendor/lib"), "commit", "-q", "--allow-empty", "-m", "Begin");
}

test("a review from the first look to the landing", async ({ app, client, model, repository }) => {
  test.setTimeout(300_000); // each picture is taken and looked through twice
  await repository.commit("Deliver webhooks", {
    ".flightdeck/review.toml": 'human = ["src/**"]\nnone = ["docs/**", "*.json"]\ndefault = "ai"\n',
    "src/delivery.ts": delivery.before,
    "package-lock.json": `{ "lockfileVersion": 2 }\n`,
    "bin/deliver.sh": "#!/bin/sh\nexec node src/delivery.ts\n",
    ".gitmodules": '[submodule "lib"]\n\tpath = vendor/lib\n\turl = https://example.org/lib.git\n',
    "docs/queue.md": "# The queue\n\nOne worker takes one event.\nIt says when it is done.\n",
  });
  await writeFile(join(repository.path, "docs/logo.png"), await disc(app, "#16708a"));
  git(repository.path, "add", "-A");
  await mkdir(join(repository.path, "vendor/lib"), { recursive: true });
  git(
    repository.path,
    "update-index",
    "--add",
    "--cacheinfo",
    `160000,${git(repository.path, "rev-parse", "HEAD")},vendor/lib`,
  );
  git(repository.path, "commit", "-q", "-m", "Draw a logo");

  // What the agent did, and a file of every kind beside it.
  model.script([
    answer(patch(delivery.first)),
    answer(say("Each event now gets one key when it is enqueued. Retries and redeliveries reuse it.")),
  ]);
  await startThread(app, nameOf(repository.path), `${title}\nDeliveries get a fresh key on every retry.`);
  await expectStatus(app, title, "idle");
  const folder = (await client.worktrees.list({}))[0]?.path ?? "";
  await changeOfEveryKind(app, folder);
  await pane(app, title).getByRole("button", { name: "Review" }).click();
  await expect(file(app, /logo\.png/)).toBeVisible();
  await file(app, /deliver\.sh/).click();
  await expect(review(app).getByRole("img", { name: "After" })).toBeVisible();
  await photograph(app, "review-kinds");
  await review(app).getByRole("button", { name: "Split" }).click();
  await file(app, /delivery\.ts/).click();
  await expect(review(app).locator("[style*=syn-keyword]").first()).toBeVisible();
  await photograph(app, "review-split");
  await review(app).getByRole("button", { name: "Unified" }).click();

  // Some of it is read, two lines are asked about, and the agent answers.
  for (const words of ["Derive it once per event, please.", "Does a receiver that hangs block the worker?"]) {
    await hunk(app, words.startsWith("Does") ? 2 : 1, "src/delivery.ts")
      .getByRole("button", { name: "Comment" })
      .click();
    await app.keyboard.type(words);
    await app.keyboard.press("Control+Enter");
  }
  await review(app).getByRole("button", { name: "Mark all read" }).click();
  model.script([
    answer(patch(delivery.second)),
    answer(say("C1: The key is on the event now.\n\nC2: No: `fetch` gives up after `timeoutMs`.")),
  ]);
  await review(app).getByRole("button", { name: "Send 2 comments" }).click();
  await expectStatus(app, title, "idle");
  await expect(review(app).getByText("changed since you looked").first()).toBeVisible();
  await writeFile(
    join(folder, "src/delivery.ts"),
    (await readFile(join(folder, "src/delivery.ts"), "utf8")).replace(...byHand),
  );
  await expect(review(app).getByText("outdated").first()).toBeVisible();
  await hunk(app, 1, "src/delivery.ts").getByRole("button", { name: "Comment" }).click();
  await app.keyboard.type("And a test for");
  await file(app, /delivery\.ts/).click();
  await photograph(app, "review-comments");

  // A second model looks.
  model.script([answer(say(JSON.stringify({ findings, previous: [], summary: "Keeps one key." })))]);
  await review(app).getByRole("button", { name: "Review", exact: true }).click();
  await expect(review(app).getByRole("region", { name: "Findings" })).toContainText("3 open");
  await review(app)
    .getByRole("button", { name: /Key is lost/ })
    .first()
    .click();
  await photograph(app, "review-findings");

  // A repository of its own stays where it is.
  await rm(join(folder, "vendor/lib/.git"), { recursive: true });
  await pane(app, title).getByRole("button", { name: "More" }).click();
  await app.getByRole("menuitem", { name: "Move to local checkout…" }).click();
  await expect(dialog(app).getByRole("list", { name: "What will happen" })).toBeVisible();
  await photograph(app, "hand-over");
  await app.keyboard.press("Escape");

  await commit(app);
  await repository.write({ "src/delivery.ts": delivery.elsewhere });
  git(repository.path, "commit", "-qam", "Time out after 5 s");
  await app.evaluate(() => window.dispatchEvent(new Event("focus")));
  await gate(app).getByRole("button", { name: "Resolve…" }).click();
  await expect(dialog(app).getByRole("list", { name: "Conflicts" })).toBeVisible();
  await photograph(app, "conflicts");
  await app.keyboard.press("Escape");
  git(repository.path, "reset", "-q", "--hard", "HEAD~1");
  await app.evaluate(() => window.dispatchEvent(new Event("focus")));
  await gate(app).getByRole("button", { name: "Land on main" }).click();
  await expect(dialog(app)).toContainText("Tried");
  await dialog(app).getByRole("textbox", { name: "Why it lands all the same" }).fill("The shop is down");
  await photograph(app, "land");
  await dialog(app).getByRole("button", { name: "Land all the same" }).click();
  await expect(gate(app).getByRole("button", { name: "Undo landing" })).toBeVisible();
  await photograph(app, "landed");

  await app.keyboard.press("Control+,");
  const settings = app.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("button", { name: "Worktrees" }).click();
  await settings.getByRole("button", { name: "Remove merged…" }).click();
  await photograph(app, "worktrees");
  await settings.getByRole("button", { name: "Remove 1" }).click();
  await expect(settings.getByRole("region", { name: "Recently removed" })).toBeVisible();
  await photograph(app, "worktrees-removed");
});
