import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { answer, broken, call, type ModelServer, say, type TemporaryRepository } from "@flightdeck/testkit";
import {
  answerApproval,
  commit,
  conversation,
  expect,
  expectStatus,
  land,
  nameOf,
  pane,
  review,
  startThread,
  test,
  threadLink,
} from "./harness.ts";

// This is the product: two agents at once, one asks, both finish, a person reads and lands one of them.

const notes = "Write the notes";
const deploy = "Try the deployment";

/** Everything of a checkout that a person would miss: where it stands, its index, its files, its stashes. */
async function stateOf(repository: TemporaryRepository, paths: readonly string[]) {
  const [head, status, stash, ...contents] = await Promise.all([
    repository.git("symbolic-ref", "HEAD"),
    repository.git("status", "--porcelain=v2", "--untracked-files=all"),
    repository.git("stash", "list"),
    ...paths.map((path) => readFile(join(repository.path, path), "utf8")),
  ]);
  return { head, status, stash, contents };
}

/** Two threads at work at the same time; the second one's command is approved by hand, and both finish. */
async function workOnBoth(page: Page, model: ModelServer, repository: TemporaryRepository, base?: string) {
  const project = nameOf(repository.path);
  let held = true;
  // The first thread's agent pauses in the middle of a sentence until we let it go on.
  model.script(({ body }) => {
    if (!held || !JSON.stringify(body.input).includes(notes)) return undefined;
    held = false;
    const lookAround = answer(say("First I look around."), call("exec_command", { cmd: "ls" }));
    return broken(lookAround, "stall", "text");
  });
  await startThread(page, project, `${notes}\nscenario:work NOTES.md`, base);
  await expectStatus(page, notes, "running");
  await startThread(page, project, `${deploy}\nscenario:approve touch deployed.txt`);
  await expectStatus(page, deploy, "waiting_approval");
  await expectStatus(page, notes, "running");

  await answerApproval(page, deploy, "Approve");
  await expectStatus(page, deploy, "idle");
  await expect(conversation(page, deploy)).toContainText("The answer was");

  await threadLink(page, notes).click();
  model.release();
  await expectStatus(page, notes, "idle");
}

/** Reads the diff of the notes, commits it and lands it. */
async function landNotes(page: Page, method: "Squash" | "Merge"): Promise<void> {
  await pane(page, notes).getByRole("button", { name: "Review" }).click();
  await expect(review(page)).toContainText("NOTES.md");
  await expect(review(page)).toContainText("Written by the agent.");
  await commit(page);
  await expect(review(page).getByRole("status")).toContainText("Ready to land on main");
  await land(page, "main", method);
  await expect(review(page).getByRole("status")).toContainText("Landed on main");
}

test("two agents work at once, one asks, both finish, and one is reviewed and landed", async ({
  app,
  model,
  repository,
}) => {
  await repository.write({ "todo.txt": "buy milk\n" });
  const before = (await repository.git("rev-parse", "main")).trim();
  const untouched = await stateOf(repository, ["todo.txt", "README.md", "src/index.ts"]);

  await workOnBoth(app, model, repository);
  await landNotes(app, "Squash");

  expect(await repository.git("diff", "--name-status", before, "main")).toBe("A\tNOTES.md\n");
  expect(await repository.git("rev-parse", "main^@")).toBe(`${before}\n`);
  expect(await readFile(join(repository.path, "NOTES.md"), "utf8")).toBe("# Notes\n\nWritten by the agent.\n");
  expect(await repository.git("ls-files", "deployed.txt")).toBe("");
  expect(await stateOf(repository, ["todo.txt", "README.md", "src/index.ts"])).toEqual(untouched);
});

test("landing leaves a checkout on another branch alone, with its edits, its index and its files", async ({
  app,
  model,
  repository,
}) => {
  await repository.git("switch", "--quiet", "--create", "mine");
  await repository.write({ "README.md": "# Mine, staged\n" });
  await repository.git("add", "README.md");
  await repository.write({ "README.md": "# Mine, staged and edited again\n", "todo.txt": "buy milk\n" });
  const before = (await repository.git("rev-parse", "main")).trim();
  const untouched = await stateOf(repository, ["README.md", "todo.txt"]);

  await workOnBoth(app, model, repository, "main");
  await landNotes(app, "Merge");

  expect(await repository.git("diff", "--name-status", before, "main")).toBe("A\tNOTES.md\n");
  expect(await repository.git("rev-list", "--first-parent", "--count", `${before}..main`)).toBe("1\n");
  expect(await stateOf(repository, ["README.md", "todo.txt"])).toEqual(untouched);
});
