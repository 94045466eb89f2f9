import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { answer, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, startThread, test } from "./harness.ts";
import { startHost } from "./host.ts";

const box = (page: Page, title: string): Locator => pane(page, title).getByRole("textbox", { name: "Message" });
const menu = (page: Page, title: string): Locator =>
  pane(page, title).getByRole("listbox", { name: "Files and threads" });
const title = "scenario:say hello";

/** What the model read last of the person. */
const lastRead = (model: { readonly requests: readonly { readonly body: { readonly input: unknown } }[] }): string =>
  JSON.stringify(model.requests.at(-1)?.body.input);

test("an @ finds files by their letters; the chosen one is a chip that one key takes out, and goes out as its path", async ({
  app,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await box(app, title).click();
  await app.keyboard.type("Look at @");
  await expect(menu(app, title).getByRole("option")).toHaveCount(3);
  await expect(menu(app, title).getByRole("option").first()).toHaveText("index.tssrc");
  await app.keyboard.type("sind");
  await expect(menu(app, title).getByRole("option")).toHaveText([/index\.tssrc/]);
  await app.keyboard.press("Enter");
  await expect(menu(app, title)).toHaveCount(0);
  const chip = box(app, title).getByText("@index.ts");
  await expect(chip).toHaveAttribute("title", "src/index.ts");
  await app.keyboard.press("Backspace");
  await app.keyboard.press("Backspace");
  await expect(chip).toHaveCount(0);
  await app.keyboard.type("@readme");
  await app.keyboard.press("Tab");
  await app.keyboard.type("and @ind");
  await menu(app, title)
    .getByRole("option", { name: /index\.ts/ })
    .click();
  await app.keyboard.type("scenario:say read");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("read", { exact: true })).toBeVisible();
  expect(lastRead(model)).toContain("Look at @README.md and @src/index.ts scenario:say read");
});

test("what the agent just wrote is found first, and names that could be read wrongly stand in quotes", async ({
  app,
  client,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const [worktree] = await client.worktrees.list({});
  const root = worktree?.path ?? "";
  await mkdir(join(root, "odd"), { recursive: true });
  for (const name of ["-rf two.md", 'quo"te 🚢.md', "line\nbreak.md"]) await writeFile(join(root, "odd", name), "x");
  await box(app, title).click();
  await app.keyboard.type("@odd/");
  await expect(menu(app, title).getByRole("option")).toHaveCount(3);
  await expect(menu(app, title).getByRole("option", { name: "line⟨LF⟩break.md" })).toContainText("changed");
  for (const [index, typed] of ["odd/two", "odd/ship", "odd/break"].entries()) {
    if (index > 0) await app.keyboard.type("@");
    for (let at = 0; index === 0 && at < 4; at += 1) await app.keyboard.press("Backspace");
    await app.keyboard.insertText(typed.replace("ship", "🚢"));
    await expect(menu(app, title).getByRole("option")).toHaveCount(1);
    await app.keyboard.press("Enter");
  }
  await app.keyboard.type("scenario:say odd");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("odd", { exact: true })).toBeVisible();
  const said = model.requests.at(-1)?.body.input.findLast((item) => "role" in item && item.role === "user");
  expect(JSON.parse(JSON.stringify(said))).toMatchObject({
    content: [{ text: '@"odd/-rf two.md" @"odd/quo\\"te 🚢.md" @"odd/line\\nbreak.md" scenario:say odd' }],
  });
});

test("markup and turning signs in a file's name are only characters, and a file that went is still named", async ({
  app,
  client,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const [worktree] = await client.worktrees.list({});
  const root = worktree?.path ?? "";
  const names = ["<img src=x onerror=alert(1)>.md", "gnp.\u202etxt"];
  for (const name of names) await writeFile(join(root, name), "x");
  await box(app, title).click();
  await app.keyboard.type("@onerror");
  await expect(menu(app, title).getByRole("option")).toHaveCount(1);
  await expect(menu(app, title).getByRole("img")).toHaveCount(0);
  await app.keyboard.press("Enter");
  await app.keyboard.type("@gnp");
  await expect(menu(app, title).getByRole("option", { name: "gnp.⟨U+202E⟩txt" })).toBeVisible();
  await app.keyboard.press("Enter");
  await expect(box(app, title).locator("img:not(.ProseMirror-separator)")).toHaveCount(0);
  for (const name of names) await rm(join(root, name));
  await app.keyboard.type("scenario:say gone");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("gone", { exact: true })).toBeVisible();
  const said = model.requests.at(-1)?.body.input.findLast((item) => "role" in item && item.role === "user");
  expect(JSON.parse(JSON.stringify(said))).toMatchObject({
    content: [{ text: '@"<img src=x onerror=alert(1)>.md" @"gnp.\u202etxt" scenario:say gone' }],
  });
});

test("a thread is named with @: the agent is told what it is, and the message leads there", async ({
  app,
  model,
  repository,
}) => {
  const project = nameOf(repository.path);
  await startThread(app, project, "Harbour lights\nscenario:say They are on.");
  await expectStatus(app, "Harbour lights", "idle");
  await startThread(app, project, title);
  await expectStatus(app, title, "idle");
  await box(app, title).click();
  await app.keyboard.type("As in @harb");
  await expect(menu(app, title).getByRole("option", { name: /Harbour lights/ })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await app.keyboard.press("Enter");
  await app.keyboard.type("scenario:say same");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("same", { exact: true })).toBeVisible();
  const read = lastRead(model);
  expect(read).toContain("As in @“Harbour lights” scenario:say same");
  expect(read).toContain("<mentioned_thread>");
  expect(read).toContain("last: They are on.");
  const along = conversation(app, title).getByRole("list", { name: "Goes along" });
  await along.getByRole("button", { name: "Harbour lights" }).click();
  await expect(pane(app, "Harbour lights")).toBeVisible();
});

test("a draft keeps its chips over a reload and the host's death", async ({ app, home, host, model, repository }) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await box(app, title).click();
  await app.keyboard.type("See @readme");
  await expect(menu(app, title)).toBeVisible();
  await app.keyboard.press("Enter");
  await paste(box(app, title), Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n"));
  const chips = box(app, title).locator(".chip");
  await expect(chips).toHaveText(["@README.md", "Pasted text, 40 lines"]);
  await app.reload();
  await expect(chips).toHaveText(["@README.md", "Pasted text, 40 lines"]);
  await host.crash();
  const { port } = new URL(host.url);
  await using _again = await startHost({ home: home.path, model: model.url, args: ["--port", port] });
  await app.reload();
  await expect(chips).toHaveText(["@README.md", "Pasted text, 40 lines"]);
});

/** Pastes a text as the clipboard would. */
const paste = (element: Locator, text: string): Promise<void> =>
  element.evaluate((target, words) => {
    const data = new DataTransfer();
    data.setData("text/plain", words);
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);

test("a long text that is pasted folds into a chip, is shown by a click, and goes out whole", async ({
  app,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const text = Array.from({ length: 30 }, (_, line) => `row ${line}`).join("\n");
  await box(app, title).click();
  await paste(box(app, title), text);
  const chip = box(app, title).getByText("Pasted text, 30 lines");
  await expect(chip).toBeVisible();
  await chip.click();
  await expect(chip).toHaveCount(0);
  await expect(box(app, title)).toContainText("row 29");
  await app.keyboard.press("Control+z");
  await expect(chip).toBeVisible();
  await app.keyboard.type(" scenario:say folded");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("folded", { exact: true })).toBeVisible();
  expect(lastRead(model)).toContain(JSON.stringify(`${text} scenario:say folded`).slice(1, -1));
});

test("a slash offers what can be done; a choice is made in the same place, and other text with a slash is sent", async ({
  app,
  client,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const commands = pane(app, title).getByRole("listbox", { name: "Commands" });
  await box(app, title).click();
  await app.keyboard.type("/");
  for (const name of [
    "/compact",
    "/plan",
    "/review",
    "/fork",
    "/export",
    "/model",
    "/effort",
    "/permissions",
    "/aside",
    "/clear",
  ])
    await expect(commands.getByRole("option", { name: new RegExp(`^${name}\\b`) })).toHaveCount(1);
  await app.keyboard.type("plan");
  await app.keyboard.press("Enter");
  await expect(box(app, title)).toHaveText("");
  await expect(pane(app, title).getByRole("button", { name: "Plan mode" })).toHaveAttribute("aria-pressed", "true");
  await app.keyboard.type("/perm");
  await app.keyboard.press("Enter");
  await app.keyboard.type("read");
  await expect(commands.getByRole("option")).toHaveText([/Read only/]);
  await app.keyboard.press("Enter");
  await expect(pane(app, title).getByRole("combobox", { name: "Permissions" })).toHaveText("Read only");
  await app.keyboard.type("/review");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("region", { name: "Review" })).toBeVisible();
  model.script([answer(say("A file of hosts."))]);
  await box(app, title).click();
  await app.keyboard.type("/etc/hosts is what?");
  await expect(commands).toHaveCount(0);
  await app.keyboard.press("Enter");
  await expect(conversation(app, title)).toContainText("A file of hosts.");
  expect((await client.threads.list({})).length).toBe(1);
});

test("a file from outside goes along as a copy that the agent reads; the project's own is named by its path", async ({
  app,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const attached = pane(app, title).getByRole("list", { name: "Attached", exact: true });
  await pane(app, title)
    .locator('input[type="file"]')
    .setInputFiles([
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("from outside") },
      { name: "index.ts", mimeType: "text/plain", buffer: Buffer.from("export const answer = 42;\n") },
    ]);
  await expect(attached.getByRole("listitem")).toHaveText([/notes\.txt\s*12 B/]);
  await expect(box(app, title).getByText("@index.ts")).toHaveAttribute("title", "src/index.ts");
  await box(app, title).click();
  await app.keyboard.type("scenario:say taken");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("taken", { exact: true })).toBeVisible();
  await expect(attached).toHaveCount(0);
  expect(lastRead(model)).toMatch(/<attached_files>[^<]*attachments\/[0-9a-f]{32}\/notes\.txt \(12 bytes\)/);
  await expect(conversation(app, title).getByRole("list", { name: "Goes along" })).toContainText("notes.txt");
});

test("lists go on with Shift+Enter, an empty mark ends them, a fence closes itself, and the text stays Markdown", async ({
  app,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await box(app, title).click();
  const next = () => app.keyboard.press("Shift+Enter");
  await app.keyboard.type("1. **one** and `code`");
  await next();
  await app.keyboard.type("two");
  await next();
  await next();
  await app.keyboard.type("```ts");
  await next();
  await app.keyboard.type("let a;");
  await expect(box(app, title).locator(".md-strong")).toHaveText("**one**");
  await expect(box(app, title).locator(".md-code")).toHaveText("`code`");
  await app.keyboard.press("ArrowDown");
  await app.keyboard.press("End");
  await next();
  await app.keyboard.type("loud");
  await app.keyboard.press("Shift+Home");
  await app.keyboard.type("*");
  await app.keyboard.press("End");
  await app.keyboard.type(" scenario:say done");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("done", { exact: true })).toBeVisible();
  const text = "1. **one** and `code`\n2. two\n```ts\nlet a;\n```\n*loud* scenario:say done";
  expect(lastRead(model)).toContain(JSON.stringify(text).slice(1, -1));
});

test("with the setting Enter breaks the line and Ctrl+Enter sends", async ({ app, client, model, repository }) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await client.settings.update({ composer: { send: "mod-enter" } });
  await expect(pane(app, title).getByRole("button", { name: "Send", exact: true })).toBeVisible();
  await box(app, title).click();
  await app.keyboard.type("- one");
  await app.keyboard.press("Enter");
  await app.keyboard.type("scenario:say sent");
  await app.keyboard.press("Control+Enter");
  await expect(conversation(app, title).getByText("sent", { exact: true })).toBeVisible();
  expect(lastRead(model)).toContain("- one\\n- scenario:say sent");
});
