import { test as base, expect, type Locator, type Page } from "@playwright/test";
import {
  type ModelServer,
  startModelServer,
  type TemporaryFolder,
  temporaryFolder,
  type TemporaryRepository,
  temporaryRepository,
} from "@flightdeck/testkit";
import { type Client, connect, type Host, startHost } from "./host.ts";

export { expect };

interface Fixtures {
  /** The scripted model that the host talks to. */
  readonly model: ModelServer;
  readonly home: TemporaryFolder;
  /** A real repository with two commits on main, checked out. */
  readonly repository: TemporaryRepository;
  readonly host: Host;
  /** The host's own methods, for what a test prepares and for what cannot be seen. */
  readonly client: Client;
  /** The window, past its first run, with the repository open. */
  readonly app: Page;
}

const files = {
  "README.md": "# Harbour\n\nA small thing to work on.\n",
  "src/index.ts": "export const answer = 41;\n",
  ".gitignore": "dist/\n",
};

/** The test function of all specs: each gets a host on a home of its own. */
export const test = base.extend<Fixtures>({
  model: async ({}, use) => {
    await using model = await startModelServer();
    await use(model);
  },
  home: async ({}, use) => {
    await using home = await temporaryFolder("flightdeck-e2e-");
    await use(home);
  },
  repository: async ({}, use) => {
    await using repository = await temporaryRepository({
      files,
      commits: [{ "src/index.ts": "export const answer = 42;\n" }],
      name: "harbour",
    });
    await use(repository);
  },
  host: async ({ home, model }, use) => {
    await using host = await startHost({ home: home.path, model: model.url });
    await use(host);
  },
  client: async ({ host }, use) => {
    using connection = await connect(host.url);
    await use(connection.client);
  },
  app: async ({ page, host, client, repository }, use) => {
    await client.settings.update({ welcomed: true });
    await client.projects.open({ path: repository.path });
    await page.goto(host.url);
    await use(page);
  },
});

/** The last part of a path: what a project is called. */
export const nameOf = (path: string): string => path.split("/").at(-1) ?? path;

export const sidebar = (page: Page): Locator => page.getByRole("navigation", { name: "Projects" });
export const threadLink = (page: Page, title: string): Locator => sidebar(page).getByRole("link", { name: title });
/** An open thread's pane. */
export const pane = (page: Page, title: string): Locator => page.getByRole("region", { name: title, exact: true });
export const conversation = (page: Page, title: string): Locator =>
  pane(page, title).getByRole("log", { name: "Conversation" });
export const review = (page: Page): Locator => page.getByRole("region", { name: "Review" });

/** Waits until a thread's link says that it stands so. */
export async function expectStatus(page: Page, title: string, status: string): Promise<void> {
  await expect(threadLink(page, title)).toHaveAttribute("data-status", status, { timeout: 30_000 });
}

/** Writes where a repository is. The box shows the home folder first: it is waited for, as a person would. */
export async function fillPath(within: Page | Locator, path: string): Promise<void> {
  const box = within.getByRole("textbox", { name: "Path" });
  await expect(box).not.toHaveValue("");
  await box.fill(path);
}

/** Types a message as a person does, line by line. */
async function write(box: Locator, text: string): Promise<void> {
  await box.click();
  const keyboard = box.page().keyboard;
  for (const [index, line] of text.split("\n").entries()) {
    if (index > 0) await keyboard.press("Shift+Enter");
    await keyboard.insertText(line);
  }
}

/** Types a message and sends it with Enter: to the agent at once, also while its turn runs. */
export async function send(box: Locator, text: string): Promise<void> {
  await write(box, text);
  await box.page().keyboard.press("Enter");
}

/** Types a message that waits for the end of the running turn. */
export async function enqueue(box: Locator, text: string): Promise<void> {
  await write(box, text);
  await box.page().keyboard.press("Alt+Enter");
}

/**
 * Starts a thread in a project, from a branch or from what is checked out. Its title is the message's first line, and
 * its pane is in front afterwards.
 */
export async function startThread(page: Page, project: string, text: string, base?: string): Promise<string> {
  await sidebar(page).getByRole("region", { name: project }).hover();
  await page.getByRole("button", { name: `New thread in ${project}` }).click();
  if (base !== undefined) {
    await page.getByRole("combobox", { name: "Base branch" }).click();
    await page.getByRole("option", { name: base }).click();
  }
  await send(page.getByRole("textbox", { name: "Message" }), text);
  const title = text.split("\n")[0] ?? "";
  await expect(pane(page, title)).toBeVisible();
  return title;
}

/** Commits everything that a thread changed, with the message that is proposed. */
export async function commit(page: Page): Promise<void> {
  await review(page).getByRole("button", { name: "Commit…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Commit", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

/** Lands what is committed. */
export async function land(page: Page, base: string, method: "Squash" | "Merge"): Promise<void> {
  await review(page)
    .getByRole("button", { name: `Land on ${base}` })
    .click();
  await page.getByRole("dialog").getByText(method, { exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Land", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

/** Answers the approval that a thread waits for. */
export async function answerApproval(page: Page, title: string, answer: string): Promise<void> {
  await pane(page, title).getByRole("alertdialog").getByRole("button", { name: answer, exact: true }).click();
}
