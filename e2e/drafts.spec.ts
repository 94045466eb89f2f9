import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { conversation, expect, expectStatus, nameOf, pane, startThread, test, threadLink } from "./harness.ts";
import { startHost } from "./host.ts";

const title = "scenario:say hello";
const box = (page: Page): Locator => pane(page, title).getByRole("textbox", { name: "Message" });
const attached = (page: Page): Locator => pane(page, title).getByRole("list", { name: "Attached", exact: true });
const give = (page: Page, ...files: readonly { readonly name: string; readonly content: string | Buffer }[]) =>
  pane(page, title)
    .locator('input[type="file"]')
    .setInputFiles(files.map(({ name, content }) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) })));

/** Pastes a text as the clipboard would. */
const paste = (element: Locator, text: string): Promise<void> =>
  element.evaluate((target, words) => {
    const data = new DataTransfer();
    data.setData("text/plain", words);
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);

test("two windows on one thread write one draft: words, chips and files show in both, and go from both when sent", async ({
  app,
  context,
  host,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const other = await context.newPage();
  await other.goto(host.url);
  await threadLink(other, title).click();
  await box(app).click();
  await app.keyboard.type("See @readme");
  await expect(pane(app, title).getByRole("listbox")).toBeVisible();
  await app.keyboard.press("Enter");
  await app.keyboard.type("and");
  await give(app, { name: "notes.txt", content: "from outside" });
  await expect(attached(other).getByRole("listitem")).toHaveText([/notes\.txt/]);
  await expect(box(other)).toHaveText("See @README.md and");
  await expect(box(other).locator(".chip")).toHaveText("@README.md");
  await other.bringToFront();
  await box(other).click();
  await other.keyboard.press("Control+End");
  await other.keyboard.type(" scenario:say sent");
  await expect(box(app)).toHaveText("See @README.md and scenario:say sent");
  await other.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("sent", { exact: true })).toBeVisible();
  for (const page of [app, other]) {
    await expect(box(page)).toHaveText("");
    await expect(attached(page)).toHaveCount(0);
  }
});

test("what is written and what goes along are there in another browser, after the window was closed and the host died", async ({
  app,
  browser,
  client,
  home,
  host,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await give(app, { name: "notes.txt", content: "from outside" });
  await expect(attached(app).getByRole("listitem")).toHaveText([/notes\.txt/]);
  await box(app).click();
  await app.keyboard.type("Half a thought");
  const [thread] = await client.threads.list({});
  await app.close({ runBeforeUnload: true });
  // What the window said last is on its way while it closes: a host that dies before it came cannot have it.
  await expect
    .poll(async () => (await client.threads.draft({ key: thread?.id ?? "" })).text)
    .toContain("Half a thought");
  await host.crash();
  await using again = await startHost({ home: home.path, model: model.url });
  const elsewhere = await browser.newPage();
  await elsewhere.goto(again.url);
  await threadLink(elsewhere, title).click();
  await expect(attached(elsewhere).getByRole("listitem")).toHaveText([/notes\.txt/]);
  await expect(box(elsewhere)).toHaveText("Half a thought");
  await elsewhere.close();
});

test("a message waits for the file that is still on its way, and goes with it", async ({ app, model, repository }) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await box(app).click();
  await app.keyboard.insertText("scenario:say with it");
  await box(app).evaluate((element) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(15 << 20)], "large.bin"));
    element.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("with it", { exact: true })).toBeVisible();
  expect(JSON.stringify(model.requests.at(-1)?.body.input)).toContain("large.bin");
  await expect(attached(app)).toHaveCount(0);
});

test("ten megabytes that are pasted go along as a file, and the box stays quick", async ({
  app,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  await box(app).click();
  await paste(box(app), "a line of a log\n".repeat((10 << 20) / 16));
  await expect(attached(app).getByRole("listitem")).toHaveText([/Pasted text\.txt\s*10 MB/]);
  await expect(box(app)).toHaveText("");
  await app.keyboard.type("scenario:say read it");
  await app.keyboard.press("Enter");
  await expect(conversation(app, title).getByText("read it", { exact: true })).toBeVisible();
  expect(JSON.stringify(model.requests.at(-1)?.body.input)).toContain("Pasted text.txt (10485760 bytes)");
});

test("a file that the host cannot keep says so, holds the message back, and is tried again", async ({
  app,
  home,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), title);
  await expectStatus(app, title, "idle");
  const folder = join(home.path, "attachments");
  await rename(folder, `${folder}.away`);
  await writeFile(folder, "no folder");
  await box(app).click();
  await app.keyboard.insertText("scenario:say at last");
  await give(app, { name: "notes.txt", content: "from outside" });
  await expect(attached(app).getByRole("alert")).toContainText("notes.txt");
  await rename(folder, `${folder}.file`);
  await rename(`${folder}.away`, folder);
  await attached(app).getByRole("button", { name: "Try notes.txt again" }).click();
  await expect(attached(app).getByRole("listitem")).toHaveText([/notes\.txt\s*12 B/]);
  await box(app).press("Enter");
  await expect(conversation(app, title).getByText("at last", { exact: true })).toBeVisible();
  expect(JSON.stringify(model.requests.at(-1)?.body.input)).toContain("notes.txt (12 bytes)");
});
