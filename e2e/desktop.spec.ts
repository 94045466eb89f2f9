// The main job in the desktop shell, with the host as its utility process: on Electron where its binary is, else on the
// double over Chromium.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { electronBinary } from "../apps/desktop/testing/electronBinary.ts";
import { type LaunchedApp, launchApp } from "../apps/desktop/testing/launchApp.ts";
import {
  answerApproval,
  conversation,
  expect,
  expectStatus,
  nameOf,
  pane,
  send,
  startThread,
  test as base,
} from "./harness.ts";
import { connect, hostEnvironment, processesWith, startHost } from "./host.ts";

const main = join(import.meta.dirname, "../apps/desktop/dist/main.js");

/** The shell on a home that is past its first run, with the repository open. */
const test = base.extend<{ readonly shell: LaunchedApp }>({
  shell: async ({ home, model, repository }, use) => {
    const options = { home: home.path, model: model.url };
    const host = await startHost(options);
    using connection = await connect(host.url);
    await connection.client.settings.update({ welcomed: true });
    await connection.client.projects.open({ path: repository.path });
    await host.stop();
    const shell = await launchApp({ main, env: hostEnvironment(options) });
    await use(shell);
    await shell.close();
  },
});

/** The process of the home's host, as it wrote itself down. */
function hostPid(home: string): number {
  return (JSON.parse(readFileSync(join(home, "host.json"), "utf8")) as { pid: number }).pid;
}

test("these specs ran on Electron itself", () => {
  test.skip(electronBinary() === null, "Electron's binary is not installed: they ran on the double");
  expect(electronBinary()).toMatch(/electron/i);
});

test("a thread asks for approval, works and ends in the desktop window", async ({ shell, repository }) => {
  const page = await shell.firstWindow();
  const title = "Ask first";
  await startThread(page, nameOf(repository.path), `${title}\nscenario:approve echo let through`);
  await expectStatus(page, title, "waiting_approval");
  await answerApproval(page, title, "Approve");
  await expectStatus(page, title, "idle");
  await expect(conversation(page, title)).toContainText("let through");
});

test("a host killed in mid-turn comes back by itself and the open window goes on", async ({
  shell,
  home,
  repository,
}) => {
  const page = await shell.firstWindow();
  const title = "Watch it";
  const marker = `86400.${process.pid}${Date.now()}`;
  await startThread(page, nameOf(repository.path), `${title}\nscenario:run echo it has begun; sleep ${marker}`);
  // The words stand in the message too; the command runs when its process does.
  await expect.poll(async () => (await processesWith(marker)).length).toBeGreaterThan(0);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));

  const first = hostPid(home.path);
  process.kill(first, "SIGKILL");
  await expectStatus(page, title, "interrupted");
  expect(hostPid(home.path)).not.toBe(first);
  await expect.poll(() => processesWith(marker)).toEqual([]);

  await send(pane(page, title).getByRole("textbox", { name: "Message" }), "scenario:say I am still here");
  await expectStatus(page, title, "idle");
  await expect(conversation(page, title).getByText("I am still here", { exact: true })).toBeVisible();
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});

test("quitting in mid-turn ends the host and everything it runs; the thread is there at the next start", async ({
  shell,
  home,
  model,
  repository,
}) => {
  const page = await shell.firstWindow();
  const title = "Leave it";
  const marker = `86400.${process.pid}${Date.now()}`;
  await startThread(page, nameOf(repository.path), `${title}\nscenario:run echo it has begun; sleep ${marker}`);
  // The words stand in the message too; the command runs when its process does.
  await expect.poll(async () => (await processesWith(marker)).length).toBeGreaterThan(0);
  await shell.close();
  expect(await processesWith(marker)).toEqual([]);

  const again = await launchApp({ main, env: hostEnvironment({ home: home.path, model: model.url }) });
  try {
    await expectStatus(await again.firstWindow(), title, "interrupted");
  } finally {
    await again.close();
  }
});

test("a home that another host holds is left alone, and the log says who has it", async ({ home, host }) => {
  const shell = await launchApp({ main, env: hostEnvironment({ home: home.path }) });
  try {
    const file = join(home.path, "logs/shell.log");
    const log = () => (existsSync(file) ? readFileSync(file, "utf8") : "");
    await expect.poll(log).toContain("the host cannot work: host_running");
    expect(hostPid(home.path)).toBe(host.pid);
  } finally {
    await shell.close();
  }
});
