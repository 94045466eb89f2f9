import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { answer, broken, patch, say, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { HostFailed, processesWith, startHost } from "./host.ts";
import {
  commit,
  conversation,
  expect,
  expectStatus,
  fillPath,
  nameOf,
  pane,
  review,
  send,
  sidebar,
  startThread,
  test,
} from "./harness.ts";

/** Asks for a folder as a project. */
async function openProject(page: Page, path: string): Promise<void> {
  await page.getByRole("button", { name: "Open project…" }).click();
  await fillPath(page.getByRole("dialog"), path);
  await page.getByRole("dialog").getByRole("button", { name: "Open", exact: true }).click();
}

const project = (page: Page, path: string) => sidebar(page).getByRole("region", { name: nameOf(path) });

test("a folder that is no repository can become one on the spot", async ({ app }) => {
  await using folder = await temporaryFolder("plain-");
  await writeFile(join(folder.path, "notes.txt"), "kept\n");
  await openProject(app, folder.path);
  await expect(app.getByRole("dialog")).toContainText("This folder is not a git repository");
  await app.getByRole("button", { name: "Initialise git here" }).click();
  await expect(project(app, folder.path)).toBeVisible();
});

test("a repository without a commit gets an empty first one when asked", async ({ app }) => {
  await using empty = await temporaryRepository({ prefix: "empty-" });
  await empty.write({ "draft.txt": "not yet committed\n" });
  await openProject(app, empty.path);
  await app.getByRole("button", { name: "Make an empty first commit" }).click();
  await expect(project(app, empty.path)).toBeVisible();
  expect(await empty.git("status", "--porcelain")).toBe("?? draft.txt\n");
  await startThread(app, nameOf(empty.path), "scenario:say it starts");
  await expectStatus(app, "scenario:say it starts", "idle");
});

test("a folder inside a repository offers the repository; a file and a missing path say what they are", async ({
  app,
  repository,
}) => {
  await using other = await temporaryRepository({ files: { "deep/er/file.txt": "x\n" }, prefix: "outer-" });
  await openProject(app, join(other.path, "deep", "er"));
  await app.getByRole("button", { name: "Open the repository" }).click();
  await expect(project(app, other.path)).toBeVisible();
  await openProject(app, join(repository.path, "README.md"));
  await expect(app.getByRole("dialog")).toContainText("This is a file, not a folder");
  await fillPath(app, join(repository.path, "nowhere"));
  await app.getByRole("dialog").getByRole("button", { name: "Open", exact: true }).click();
  await expect(app.getByRole("dialog")).toContainText("There is no such folder");
});

test("a repository whose path has spaces, quotes, unicode and a newline works like any other", async ({
  app,
  client,
}) => {
  await using folder = await temporaryFolder("odd-");
  const path = join(folder.path, `it's "odd" – Größe\n$(touch owned) 文`);
  await mkdir(path);
  await using repository = await temporaryRepository({ files: { "a b.txt": "x\n" } });
  await repository.git("clone", "--quiet", repository.path, path);
  await client.projects.open({ path });
  const link = sidebar(app).getByRole("region").filter({ hasText: "odd" });
  await link.hover();
  await link.getByRole("button", { name: /^New thread in/ }).click();
  await send(app.getByRole("textbox", { name: "Message" }), "Odd names\nscenario:work NOTES.md");
  await expectStatus(app, "Odd names", "idle");
  await expect(conversation(app, "Odd names")).toContainText("I added");
});

test("a detached HEAD is a place to start from", async ({ app, repository }) => {
  await repository.git("checkout", "--quiet", "--detach", "HEAD~1");
  await startThread(app, nameOf(repository.path), "From here\nscenario:run cat src/index.ts");
  await expectStatus(app, "From here", "idle");
  await expect(conversation(app, "From here")).toContainText("answer = 41");
});

for (const [scenario, reason] of [
  ["key", "The model provider refused the key"],
  ["model", "The provider does not offer this model"],
] as const) {
  test(`scenario ${scenario}: the thread says why it failed and goes on once that is mended`, async ({
    app,
    repository,
  }) => {
    const title = `Try ${scenario}`;
    await startThread(app, nameOf(repository.path), `${title}\nscenario:${scenario}`);
    await expectStatus(app, title, "failed");
    await expect(conversation(app, title)).toContainText(reason);
    await send(pane(app, title).getByRole("textbox", { name: "Message" }), "scenario:say better now");
    await expectStatus(app, title, "idle");
  });
}

test("without a network the person reads so, and the message is kept", async ({ app, model, repository }) => {
  await model.close();
  await startThread(app, nameOf(repository.path), "Nobody there");
  await expect(conversation(app, "Nobody there")).toContainText("Nobody there");
  await expect(pane(app, "Nobody there")).toContainText(/cannot be reached|trying again|attempt/i);
  await pane(app, "Nobody there").getByRole("button", { name: "Stop" }).click();
  await expectStatus(app, "Nobody there", "interrupted");
});

test("a stream that stops half-way is tried again, and nothing is said twice", async ({ app, model, repository }) => {
  const whole = answer(say("One whole sentence, said once."));
  model.script([broken(whole, "cut", "text"), broken(whole, "malformed", "text"), whole]);
  await startThread(app, nameOf(repository.path), "Keep talking");
  await expectStatus(app, "Keep talking", "idle");
  await expect(conversation(app, "Keep talking").getByText("One whole sentence, said once.")).toHaveCount(1);
});

test("a patch that does not apply goes back to the model and changes nothing", async ({ app, model, repository }) => {
  const wrong = "*** Begin Patch\n*** Update File: src/index.ts\n@@\n-no such line\n+changed\n*** End Patch\n";
  model.script([answer(patch(wrong)), answer(say("Then I leave it."))]);
  await startThread(app, nameOf(repository.path), "Patch it");
  await expectStatus(app, "Patch it", "idle");
  await expect(conversation(app, "Patch it")).toContainText("Then I leave it.");
  const told = model.requests.at(-1)?.body.input.filter((item) => item.type === "custom_tool_call_output");
  expect(JSON.stringify(told)).toMatch(/src\/index\.ts[^]*no such line/);
});

test("commands that do not exist, print without end or print no text are survived", async ({ app, repository }) => {
  const commands: readonly [string, string | RegExp][] = [
    ["no-such-program-anywhere", "Exit code: 127"],
    ["head -c 100000000 /dev/zero | tr '\\0' x", /x{100}/],
    ["printf '\\377\\376 text'", "\ufffd\ufffd text"],
  ];
  for (const [index, [command, told]] of commands.entries()) {
    const title = `Command ${index}`;
    await startThread(app, nameOf(repository.path), `${title}\nscenario:run ${command}`);
    await expectStatus(app, title, "idle");
    await expect(conversation(app, title)).toContainText(told);
  }
});

test("a command that never ends is ended by Stop, with everything it started", async ({ app, repository }) => {
  const marker = `7200.${process.pid}${Date.now()}`;
  await startThread(
    app,
    nameOf(repository.path),
    `Endless\nscenario:run trap '' TERM; sleep ${marker} & sleep ${marker}`,
  );
  await expect.poll(async () => (await processesWith(marker)).length).toBeGreaterThan(0);
  await pane(app, "Endless").getByRole("button", { name: "Stop", exact: true }).click();
  await expectStatus(app, "Endless", "interrupted");
  await expect.poll(() => processesWith(marker)).toEqual([]);
});

/** A thread whose worktree has one commit to land. */
async function threadToLand(page: Page, path: string, title: string, change: string): Promise<void> {
  await startThread(page, nameOf(path), `${title}\nscenario:${change}`);
  await expectStatus(page, title, "idle");
  await pane(page, title).getByRole("button", { name: "Review" }).click();
  await commit(page);
}

test("a base with uncommitted changes is not landed on, and the paths are named", async ({ app, repository }) => {
  await repository.write({ "README.md": "# Changed by hand\n" });
  await threadToLand(app, repository.path, "Land me", "edit NOTES.md");
  await expect(review(app).getByRole("status")).toContainText("main has uncommitted changes");
  await expect(review(app).getByRole("button", { name: "Land on main" })).toBeDisabled();
  expect(await repository.git("status", "--porcelain")).toBe(" M README.md\n");
});

test("work that conflicts with the base is not landed, and nothing is left half merged", async ({
  app,
  repository,
}) => {
  await threadToLand(app, repository.path, "Land me", "edit NOTES.md from the agent");
  await expect(review(app).getByRole("status")).toContainText("Ready to land on main");
  // The dialog is open before the base moves: the review would see it and offer nothing to press.
  await review(app).getByRole("button", { name: "Land on main" }).click();
  const head = await repository.commit("Notes by hand", { "NOTES.md": "by hand\n" });
  await app.getByRole("dialog").getByRole("button", { name: "Land", exact: true }).click();
  await expect(app.getByRole("dialog")).toContainText("The changes conflict with the base branch");
  await expect(app.getByRole("dialog")).toContainText("NOTES.md");
  await app.getByRole("button", { name: "Cancel" }).click();
  await expect(review(app).getByRole("status")).toContainText("Conflicts with main in 1 file");
  expect(await repository.git("rev-parse", "main")).toBe(`${head}\n`);
  expect(await repository.git("status", "--porcelain")).toBe("");
});

test("a second host on the same home is refused and names the first", async ({ home, host, model }) => {
  const second = startHost({ home: home.path, model: model.url });
  await expect(second).rejects.toThrow(HostFailed);
  await expect(second).rejects.toThrow(new RegExp(`${host.pid}`));
});

test("text from a model or a repository is never markup", async ({ app, model, repository }) => {
  const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>[link](javascript:document.title='owned')`;
  model.script([answer(say(evil))]);
  await startThread(app, nameOf(repository.path), `Say <b>this</b> ${evil.slice(0, 20)}`);
  await expect(conversation(app, `Say <b>this</b> ${evil.slice(0, 20)}`)).toBeVisible();
  await expect(app.locator("img[src=x]")).toHaveCount(0);
  expect(await app.title()).not.toBe("owned");
});
