import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { loginEntry } from "./atLogin.ts";
import { flightdeck } from "./testing/command.ts";

test("a host that was started for a window ends with it when nothing is to go on", async () => {
  await using home = await temporaryFolder();
  const { code, stdout, stderr } = await flightdeck(["serve", "--window", "--home", home.path]).finished;
  expect({ code, lines: stdout.trim().split("\n").length, stderr }).toEqual({ code: 0, lines: 1, stderr: "" });
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
