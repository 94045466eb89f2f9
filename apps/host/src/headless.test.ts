import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AutomationSettings } from "@flightdeck/contract";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { loginEntry } from "./atLogin.ts";
import { connectTo, rpcAddress } from "./client.ts";
import { flightdeck } from "./testing/command.ts";

test("a host that was started for a window ends with it when nothing is to go on", async () => {
  await using home = await temporaryFolder();
  const { code, stdout, stderr } = await flightdeck(["serve", "--window", "--home", home.path]).finished;
  expect({ code, lines: stdout.trim().split("\n").length, stderr }).toEqual({ code: 0, lines: 1, stderr: "" });
});

/** A host that was started for a window, which has one automation, every hour. */
async function withAutomation(home: string, path: string, background: AutomationSettings["background"]) {
  const command = flightdeck(["serve", "--window", "--home", home], { keepInput: true });
  const { url } = JSON.parse(await command.line()) as { url: string }; // the form that scripts rely on
  const { client, close } = await connectTo(rpcAddress(url));
  await client.settings.update({ automations: { background } });
  const { id } = await client.projects.open({ path });
  await client.automations.create({
    content: {
      name: "Digest",
      prompt: "Say what was merged.",
      projects: [id],
      trigger: { kind: "schedule", schedule: { kind: "every", minutes: 60 } },
    },
  });
  return { ...command, client, close, closeWindow: () => command.child.stdin?.end() };
}

test("with automations the host goes on after its window, says so, and says at the next start what is on", async () => {
  await using home = await temporaryFolder();
  await using repository = await temporaryRepository({ files: { "README.md": "# Digest\n" } });
  const host = await withAutomation(home.path, repository.path, "ask");
  const at = /next at \d\d:\d\d/;
  host.closeWindow();
  await host.says("The window is closed; Flightdeck goes on here: 1 automation, next at ");
  await host.client.settings.reload({});
  host.close();
  host.child.kill("SIGTERM");
  const { code, stderr } = await host.finished;
  expect({ code, lines: stderr.trim().split("\n").length, when: at.test(stderr) }).toEqual({
    code: 0,
    lines: 1,
    when: true,
  });
  const again = flightdeck(["serve", "--home", home.path]);
  await again.says("1 automation, next at ");
  again.child.kill("SIGTERM");
  expect((await again.finished).stderr).toMatch(/^1 automation, next at \d\d:\d\d\.\n$/);
});

test("who wants automations to end with the window has them end, and is told", async () => {
  await using home = await temporaryFolder();
  await using repository = await temporaryRepository({ files: { "README.md": "# Digest\n" } });
  const host = await withAutomation(home.path, repository.path, "off");
  host.closeWindow();
  const { code, stderr } = await host.finished;
  host.close();
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr:
      "The window is closed, and Flightdeck ends, as the settings say: no automation begins until its next start.\n",
  });
});

test.skipIf(process.platform !== "linux")(
  "serve --install has the system start the host, and --uninstall takes it back",
  async () => {
    await using folder = await temporaryFolder("flightdeck at login ");
    const home = join(folder.path, "home");
    const bin = join(folder.path, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "systemctl"), `#!/bin/sh\necho "$*" >> '${folder.path}/calls'\n`);
    chmodSync(join(bin, "systemctl"), 0o755);
    const env = {
      XDG_CONFIG_HOME: join(folder.path, "config"),
      PATH: `${bin}:${process.env.PATH}`,
      OPENAI_API_KEY: "sk-secret-0001",
    };
    const run = (word: string) => flightdeck(["serve", word, "--home", home, "--port", "4242"], { env }).finished;
    const installed = await run("--install");
    const units = join(folder.path, "config/systemd/user");
    const [name = ""] = readdirSync(units);
    const text = readFileSync(join(units, name), "utf8");
    expect({
      code: installed.code,
      names: readdirSync(units).length,
      name: /^flightdeck-[0-9a-f]{12}\.service$/.test(name),
      starts: text.includes(`"serve" "--home" "${home}" "--port" "4242"`),
      secret: text.includes("sk-secret") || text.includes("OPENAI_API_KEY"),
      keySaid: installed.stderr.includes("enter it in Settings"),
    }).toEqual({ code: 0, names: 1, name: true, starts: true, secret: false, keySaid: true });
    const removed = await run("--uninstall");
    expect([removed.code, existsSync(join(units, name)), (await run("--uninstall")).stdout]).toEqual([
      0,
      false,
      "Flightdeck did not start when you log in.\n",
    ]);
    expect(readFileSync(join(folder.path, "calls"), "utf8").trim().split("\n")).toEqual([
      "--user daemon-reload",
      `--user enable --now ${name}`,
      `--user disable --now ${name}`,
    ]);
  },
);

test.skipIf(process.platform !== "linux")("a system that cannot be told says so, and how", async () => {
  await using folder = await temporaryFolder();
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "systemctl"), "#!/bin/sh\necho 'Failed to connect to bus' >&2; exit 1\n");
  chmodSync(join(bin, "systemctl"), 0o755);
  const env = { XDG_CONFIG_HOME: join(folder.path, "config"), PATH: `${bin}:${process.env.PATH}` };
  const { code, stderr } = await flightdeck(["serve", "--install", "--home", folder.path], { env }).finished;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      "flightdeck serve: the system was not told of it: 'systemctl --user daemon-reload' said: Failed to connect to bus\n",
  });
});

test("paths are written so that neither systemd nor launchd reads more into them", () => {
  const what = { command: ["/a b/node", '/x "$HOME" 50%'], environment: { PATH: "/bin:/a$b" }, log: "/l<o>g" };
  const place = { environment: { HOME: "/home/ada" }, home: "/home/ada/.flightdeck", uid: 501, taken: false };
  const lines = (platform: NodeJS.Platform) => loginEntry(what, { ...place, platform })?.text.split("\n") ?? [];
  expect(lines("linux").filter((line) => /^(ExecStart|Environment)=/.test(line))).toEqual([
    'ExecStart="/a b/node" "/x \\"$$HOME\\" 50%%"',
    'Environment="PATH=/bin:/a$b"',
  ]);
  expect(lines("darwin")).toContain("  <key>StandardErrorPath</key><string>/l&lt;o&gt;g</string>");
  expect(lines("win32")).toEqual([]);
  const evil = { ...what, command: ["/a\nExecStartPre=/evil"] };
  expect(() => loginEntry(evil, { ...place, platform: "linux" })).toThrow("control characters");
});
