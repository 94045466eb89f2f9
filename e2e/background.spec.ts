// Automations when no window is open, in the desktop shell with its real host.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "@flightdeck/contract";
import { type LaunchedApp, launchApp } from "../apps/desktop/testing/launchApp.ts";
import { connectTo } from "../apps/host/src/client.ts";
import { expect, test } from "./harness.ts";
import { connect, hostEnvironment, startHost } from "./host.ts";

const main = join(import.meta.dirname, "../apps/desktop/dist/main.js");

const trayOf = (shell: LaunchedApp) =>
  shell.evaluate(({ Tray }) =>
    ((Tray as unknown as { newest?: { menu: Electron.Menu } }).newest?.menu.items ?? []).map(({ label }) => label),
  );
const noticesOf = (shell: LaunchedApp) =>
  shell.evaluate(({ Notification }) =>
    (Notification as unknown as { all: { title: string }[] }).all.map(({ title }) => title),
  );

test("a run begins after the last window was closed, waits for the person, goes on and ends, without a window", async ({
  home,
  model,
  repository,
}) => {
  const options = { home: home.path, model: model.url };
  const host = await startHost(options);
  const set = await connect(host.url);
  await set.client.settings.update({ welcomed: true, automations: { background: "on" } });
  const { id: projectId } = await set.client.projects.open({ path: repository.path });
  const { automationId } = await set.client.automations.create({
    content: {
      name: "Ask at night",
      prompt: "scenario:approve echo let through",
      projects: [projectId],
      trigger: { kind: "schedule", schedule: { kind: "every", minutes: 600 } },
    },
  });
  set[Symbol.dispose]();
  await host.stop();

  const shell = await launchApp({
    main,
    env: { ...hostEnvironment(options), XDG_CONFIG_HOME: join(home.path, "xdg") },
  });
  const page = await shell.firstWindow();
  await page.getByRole("navigation", { name: "Projects" }).waitFor();
  await expect.poll(() => trayOf(shell)).toContain("No run at work");
  await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => noticesOf(shell)).toEqual(["Flightdeck goes on in the background"]);

  const { socket } = JSON.parse(readFileSync(join(home.path, "host.json"), "utf8")) as { socket: string }; // its own note
  const { client, close } = await connectTo(`ws+unix:${socket}:/rpc`);
  await client.automations.run({ automationId });
  const newest = async (): Promise<Run | undefined> => {
    const watching = await client.automations.watchRuns({ automationId, limit: 1 });
    const first = await watching.next();
    await watching.return?.();
    return first.done || first.value.type !== "snapshot" ? undefined : first.value.runs[0];
  };
  await expect.poll(async () => (await newest())?.state).toBe("parked");
  await expect.poll(() => trayOf(shell)).toContain("Ask at night: waits for you");
  expect(await noticesOf(shell)).toContain("Ask at night");

  const approvals = await client.approvals.watch({});
  const first = await approvals.next();
  await approvals.return?.();
  if (first.done || first.value.type !== "snapshot") throw new Error("the approvals could not be read");
  const [approval] = first.value.approvals;
  if (approval === undefined) throw new Error("nothing waits");
  await client.approvals.answer({ threadId: approval.threadId, approvalId: approval.id, decision: "approve" });
  await expect.poll(async () => (await newest())?.state).toBe("completed");
  await expect.poll(() => trayOf(shell)).toContain("Nothing waits for you");
  close();
  await shell.close();
});
