import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { answer, call, say } from "@flightdeck/testkit";
import type { Locator, Page } from "@playwright/test";
import {
  answerApproval,
  conversation,
  expect,
  expectStatus,
  nameOf,
  pane,
  send,
  sidebar,
  startThread,
  test,
} from "./harness.ts";
import type { Client } from "./host.ts";

const terminal = (page: Page): Locator => page.getByRole("region", { name: "Terminal" });
const tab = (page: Page, name: string): Locator => terminal(page).getByRole("tab", { name });
/** What the terminal in front shows, as a screen reader finds it. */
const screen = (page: Page): Locator => terminal(page).getByRole("list");
const row = (page: Page, text: RegExp): Locator => screen(page).getByRole("listitem").filter({ hasText: text });
const settled = "Look around";

/** A thread at rest, whose terminal can be read and says "$ ". */
async function begin(app: Page, client: Client, home: string, project: string): Promise<void> {
  await writeFile(join(home, ".profile"), "PS1='$ '\n");
  await client.settings.update({ terminal: { screenReader: true } });
  await startThread(app, project, `${settled}\nscenario:say Nothing to do.`);
  await expectStatus(app, settled, "idle");
}

/** Opens the thread's terminal with the keyboard and waits for its prompt. */
async function openShell(app: Page): Promise<void> {
  await app.keyboard.press("Control+Backquote");
  await expect(screen(app)).toContainText("$");
}

async function type(app: Page, line: string): Promise<void> {
  await app.keyboard.type(line);
  await app.keyboard.press("Enter");
}

test("a shell opens with the keyboard in the thread's folder, and its screen survives a reload and a second window", async ({
  app,
  client,
  home,
  host,
  repository,
}) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await type(app, "echo six=$((2*3)) on $(git branch --show-current)");
  await expect(screen(app)).toContainText(/six=6 on flightdeck\//);
  await type(app, "stty size");
  await expect(row(app, /^\d\d+ \d\d+\s*$/)).toBeVisible();

  await app.reload();
  await expect(screen(app)).toContainText("six=6");
  const second = await app.context().newPage();
  await second.goto(host.url);
  await sidebar(second).getByRole("link", { name: settled }).click();
  await second.keyboard.press("Control+Backquote");
  await expect(screen(second)).toContainText("six=6");
  await type(second, "echo seen by both");
  await expect(screen(app)).toContainText("seen by both");
  await second.close();
});

test("the key that opens the terminal also leaves it: the keys go back to the message", async ({
  app,
  client,
  home,
  repository,
}) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await type(app, "echo typed here");
  await expect(screen(app)).toContainText("typed here");
  await app.keyboard.press("Control+Backquote");
  await expect(terminal(app)).toHaveCount(0);
  await expect(pane(app, settled).getByRole("textbox", { name: "Message" })).toBeFocused();
  await app.keyboard.press("Control+Backquote");
  await expect(screen(app)).toContainText("typed here");
  await type(app, "echo again");
  await expect(row(app, /^again\s*$/)).toBeVisible();
});

test("tabs are opened, named and closed, and closing asks while something runs", async ({
  app,
  client,
  home,
  repository,
}) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await type(app, "echo the first");
  await expect(screen(app)).toContainText("the first");
  await terminal(app).getByRole("button", { name: "New terminal" }).click();
  await expect(terminal(app).getByRole("tab")).toHaveCount(2);
  await expect(screen(app)).not.toContainText("the first");
  await expect(screen(app)).toContainText("$");
  await terminal(app).getByRole("tab").last().dblclick();
  await terminal(app).getByRole("textbox", { name: "Terminal's name" }).fill("Logs");
  await app.keyboard.press("Enter");
  await tab(app, "Logs").click();
  await expect(terminal(app).getByRole("textbox", { name: "Terminal input" })).toBeFocused();
  await type(app, "sleep 600");
  await terminal(app).getByRole("tab").first().click();
  await expect(screen(app)).toContainText("the first");

  await tab(app, "Logs").press("Delete");
  const asked = app.getByRole("alertdialog", { name: "Close “Logs”?" });
  await expect(asked).toContainText("sleep");
  await asked.getByRole("button", { name: "Cancel" }).click();
  await tab(app, "Logs").press("Delete");
  await asked.getByRole("button", { name: "Close terminal" }).click();
  await expect(terminal(app).getByRole("tab")).toHaveCount(1);
  await terminal(app).getByRole("tab").press("Delete");
  await expect(terminal(app)).toContainText("No terminal is open");
  await terminal(app).getByRole("button", { name: "Open a terminal" }).click();
  await expect(screen(app)).toContainText("$");
});

test("an end is shown with its code, and runs again", async ({ app, client, home, repository }) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await type(app, "exit 3");
  await expect(terminal(app).getByRole("status").filter({ hasText: "Ended with code 3" })).toBeVisible();
  await terminal(app).getByRole("button", { name: "Run again" }).click();
  await expect(terminal(app).getByRole("button", { name: "Run again" })).toHaveCount(0);
  await terminal(app).getByRole("textbox", { name: "Terminal input" }).focus();
  await type(app, "echo alive");
  await expect(row(app, /^alive\s*$/)).toBeVisible();
});

test("a selection goes into the message as a quotation, to be sent by the person", async ({
  app,
  client,
  home,
  repository,
}) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await type(app, "clear; echo TypeError: total is undefined");
  await expect(row(app, /^TypeError/)).toBeVisible();
  const sends = terminal(app).getByRole("button", { name: "Send selection" });
  await expect(sends).toHaveAttribute("aria-disabled", "true");
  const line = await screen(app)
    .getByRole("listitem")
    .filter({ hasText: /^TypeError/ })
    .boundingBox();
  await app.mouse.click((line?.x ?? 0) + 40, (line?.y ?? 0) + 6, { clickCount: 3 });
  await expect(sends).not.toHaveAttribute("aria-disabled");
  await app.keyboard.press("Control+Enter");
  const box = pane(app, settled).getByRole("textbox", { name: "Message" });
  await expect(box).toContainText("TypeError: total is undefined");
  await expect(box).toBeFocused();
  await expect(conversation(app, settled)).not.toContainText("TypeError");
});

test("with Ctrl held an address opens in the browser and a file's place in the editor; a plain click only selects", async ({
  app,
  client,
  context,
  home,
  host,
  repository,
}) => {
  await begin(app, client, home.path, nameOf(repository.path));
  const opened = join(home.path, "opened");
  await client.settings.update({ editor: `/bin/sh -c 'echo "$0 $1" > ${opened}' {file} {line}` });
  await openShell(app);
  const address = `${new URL(host.url).origin}/?from=terminal`;
  await type(app, `clear; echo ${address}; echo src/index.ts:1:14 is wrong`);
  const place = async (text: RegExp) => {
    await expect(row(app, text)).toBeVisible();
    const box = await row(app, text).boundingBox();
    return { x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + 6 };
  };
  const link = await place(/^http/);
  await app.mouse.click(link.x, link.y);
  await app.mouse.move(link.x + 4, link.y);
  await expect(terminal(app)).toContainText(`Ctrl click: ${address}`);
  expect(context.pages()).toHaveLength(1);
  const [page] = await Promise.all([context.waitForEvent("page"), followed(link)]);
  await expect(page).toHaveURL(address);
  await page.close();

  await followed(await place(/^src\/index/));
  await expect.poll(() => readFile(opened, "utf8").catch(() => "")).toMatch(/\/src\/index\.ts 1\n$/);

  async function followed({ x, y }: { readonly x: number; readonly y: number }): Promise<void> {
    await app.keyboard.down("Control");
    await app.mouse.move(x - 2, y);
    await app.mouse.move(x, y);
    await app.mouse.click(x, y);
    await app.keyboard.up("Control");
  }
});

test("a program that never stops printing leaves the window usable, and is stopped with Ctrl C", async ({
  app,
  client,
  home,
  repository,
}) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await type(app, "yes and on and on");
  await expect(screen(app)).toContainText("and on and on");
  await app.keyboard.press("Control+Backquote");
  const box = pane(app, settled).getByRole("textbox", { name: "Message" });
  await app.keyboard.type("meanwhile I write");
  await expect(box).toHaveText("meanwhile I write");
  await app.keyboard.press("Control+Backquote");
  await app.keyboard.press("Control+c");
  await type(app, "clear; echo qui''et");
  await expect(row(app, /^quiet\s*$/)).toBeVisible({ timeout: 30_000 });
});

test("neither what is pasted nor what is printed takes the terminal over", async ({
  app,
  client,
  home,
  repository,
}) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await app.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "echo six=$((2*3)) \u001b[201~");
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  });
  await app.keyboard.press("Enter");
  await expect(row(app, /^six=6 \[201~/)).toBeVisible();
  const repeats = ["b", "S", "T", "L", "M", "I", "Z"].map((final) => `x\\033[2147483647${final}`).join("");
  await type(app, `printf '${repeats}'; echo; echo st''ill here`);
  await expect(row(app, /^still here/)).toBeVisible();
});

test("where there is no graphics card the page draws the terminal", async ({ app, client, home, repository }) => {
  await app.addInitScript(() => {
    const getContext = HTMLCanvasElement.prototype.getContext;
    Reflect.set(HTMLCanvasElement.prototype, "getContext", function (this: HTMLCanvasElement, ...how: [string]) {
      return how[0].startsWith("webgl") ? null : Reflect.apply(getContext, this, how);
    });
  });
  await app.reload();
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await type(app, "echo drawn by the page");
  await expect(terminal(app).locator(".xterm-rows")).toContainText("drawn by the page");
});

test("a text is found in what was scrolled away", async ({ app, client, home, repository }) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await type(app, "for n in $(seq 1 300); do echo row-$n; done");
  await expect(screen(app)).toContainText("row-300");
  await app.keyboard.press("Control+f");
  const find = terminal(app).getByRole("search", { name: "Find in terminal" });
  await find.getByRole("textbox", { name: "Find in terminal" }).fill("row-7");
  await expect(find.getByRole("status")).toHaveText(/\d+ of 11/);
  await app.keyboard.press("Enter");
  await app.keyboard.press("Escape");
  await expect(find).toHaveCount(0);
  await expect(terminal(app).getByRole("textbox", { name: "Terminal input" })).toBeFocused();
});

test("a project action is made in the window, runs in a terminal, shows that it runs, and is stopped", async ({
  app,
  client,
  home,
  repository,
}) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await app.keyboard.press("Control+k");
  await app.keyboard.insertText("Project actions");
  await app.keyboard.press("Enter");
  const dialog = app.getByRole("dialog", { name: /^Actions of/ });
  await dialog.getByRole("button", { name: "Add an action" }).click();
  await dialog.getByRole("textbox", { name: "Name" }).fill("Dev server");
  await dialog.getByRole("radio", { name: "server" }).check({ force: true });
  await dialog.getByRole("textbox", { name: "Command" }).fill('echo "serving $FLIGHTDECK_PROJECT_PATH"; sleep 600');
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByRole("region", { name: "Your own" })).toContainText("Dev server");
  await app.keyboard.press("Escape");

  const head = pane(app, settled).getByRole("group", { name: "Actions" });
  await head.getByRole("button", { name: "Dev server" }).click();
  await expect(screen(app)).toContainText(`serving ${repository.path}`);
  await expect(tab(app, "Dev server")).toHaveAttribute("aria-selected", "true");
  await expect(head.getByRole("button", { name: "All actions, 1 running" })).toBeVisible();
  await head.getByRole("button", { name: "Stop Dev server" }).click();
  await expect(terminal(app)).toContainText(/Ended (by|with)/);
  await expect(head.getByRole("button", { name: "Stop Dev server" })).toHaveCount(0);
  await terminal(app).getByRole("button", { name: "Run again" }).click();
  await expect(head.getByRole("button", { name: "Stop Dev server" })).toBeVisible();
  await expect(terminal(app).getByRole("tab")).toHaveCount(1);
});

test("a repository's actions wait for its trust, and a broken file says why", async ({
  app,
  client,
  home,
  repository,
}) => {
  const file = join(repository.path, ".flightdeck", "actions.toml");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '[[action]]\nname = "Check"\ncommand = "echo checked"\n\n[[action]]\nname = "Empty"\n');
  await begin(app, client, home.path, nameOf(repository.path));
  const head = pane(app, settled).getByRole("group", { name: "Actions" });
  await expect(head).toHaveCount(0);
  await app.keyboard.press("Control+k");
  await app.keyboard.insertText("Project actions");
  await app.keyboard.press("Enter");
  const dialog = app.getByRole("dialog", { name: /^Actions of/ });
  await expect(dialog.getByRole("region", { name: "From the repository" })).toContainText("not trusted");
  await expect(dialog.getByRole("alert")).toContainText("action 2 is not valid: command");
  const [project] = await client.threads.list({}).then((rows) => rows.map(({ projectId }) => projectId));
  if (project === undefined) throw new Error("there is no thread");
  await client.projects.trust({ projectId: project, trusted: true });
  await expect(dialog).not.toContainText("not trusted");
  await app.keyboard.press("Escape");
  await head.getByRole("button", { name: "Check" }).click();
  await expect(screen(app)).toContainText("checked");

  await writeFile(file, "[[action]\n");
  await expect(head).toHaveCount(0);
});

test("the agent reads a terminal once the person lets it, and is not asked about again for the thread", async ({
  app,
  client,
  home,
  model,
  repository,
}) => {
  await begin(app, client, home.path, nameOf(repository.path));
  await openShell(app);
  await type(app, "echo listening on port 4$((2*2))00");
  await expect(screen(app)).toContainText("port 4400");
  const heard: string[] = [];
  model.script(({ body }) => {
    const items = body.input as readonly { readonly type?: string; readonly output?: unknown }[]; // the Responses format
    const last = items.at(-1);
    if (last?.type !== "function_call_output") return answer(call("read_terminal", { terminal: "bash", lines: 20 }));
    heard.push(String(last.output));
    return answer(say("I have read it."));
  });
  const box = pane(app, settled).getByRole("textbox", { name: "Message" });
  await send(box, "Which port is it?");
  await expectStatus(app, settled, "waiting_approval");
  await expect(pane(app, settled).getByRole("alertdialog")).toContainText("your terminal “bash”");
  await answerApproval(app, settled, "Approve for this thread");
  await expect(conversation(app, settled)).toContainText("I have read it.");
  await expectStatus(app, settled, "idle");
  await send(box, "And now?");
  await expect.poll(() => heard.length).toBe(2);
  await expectStatus(app, settled, "idle");
  expect(heard.every((text) => text.includes("listening on port 4400"))).toBe(true);

  await terminal(app).getByRole("button", { name: "Terminal options" }).click();
  await app.getByRole("menuitem", { name: "May not read them" }).click();
  await send(box, "Once more?");
  await expect.poll(() => heard.at(2)).toContain("does not let the agent");
});
