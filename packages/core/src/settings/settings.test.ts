import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Settings } from "@flightdeck/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSecrets } from "./secrets.ts";
import { openSettings } from "./settings.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flightdeck-settings-"));
  path = join(folder, "config.toml");
});
afterEach(() => rmSync(folder, { recursive: true }));

const defaults = Settings.parse({});

test("without a file the defaults hold", () => {
  expect(openSettings(path).current()).toEqual(defaults);
});

test("a change is in the file and in the next start, and keys it does not know stay", () => {
  writeFileSync(path, 'future = "kept"\n');
  openSettings(path).update({ theme: "dark", thread: { model: "gpt-5.5" } });
  expect({ file: readFileSync(path, "utf8").includes('future = "kept"'), next: openSettings(path).current() }).toEqual({
    file: true,
    next: { ...defaults, theme: "dark", thread: { ...defaults.thread, model: "gpt-5.5" } },
  });
});

test("what was edited by hand since the start is still there after a change, and holds from then on", () => {
  const settings = openSettings(path);
  writeFileSync(path, 'theme = "light"\n[thread]\nmodel = "m"\n');
  settings.update({ budgets: { day: 20 } });
  const expected = { ...defaults, theme: "light", thread: { ...defaults.thread, model: "m" }, budgets: { day: 20 } };
  expect([settings.current(), openSettings(path).current()]).toEqual([expected, expected]);
});

test("a change of a section is about the keys that it names, and null takes one away", () => {
  const settings = openSettings(path);
  settings.update({ budgets: { thread: 5, day: 20 }, agent: { personality: "friendly" } });
  settings.update({ git: { branchPrefix: "me/" }, review: { effort: "high", auto: true } });
  settings.update({ budgets: { thread: null }, agent: { compactAtPercent: 50 }, machine: { cpuPercent: 50 } });
  settings.update({ git: { draftPullRequests: false }, review: { effort: null, model: "m" } });
  expect([settings.current(), openSettings(path).current()]).toEqual(
    Array(2).fill({
      ...defaults,
      budgets: { day: 20 },
      agent: { ...defaults.agent, personality: "friendly", compactAtPercent: 50 },
      machine: { ...defaults.machine, cpuPercent: 50 },
      git: { ...defaults.git, branchPrefix: "me/", draftPullRequests: false },
      review: { ...defaults.review, model: "m", auto: true },
    }),
  );
});

test("a wrong value costs only its own key and is named", async () => {
  writeFileSync(path, 'theme = "pink"\nwelcomed = true\n[thread]\nsandbox = "none"\nmodel = "m"\n');
  const abort = new AbortController();
  const event = (await openSettings(path).watch(abort.signal).next()).value;
  abort.abort();
  expect(event).toMatchObject({
    settings: { ...defaults, welcomed: true, thread: { ...defaults.thread, model: "m" } },
    problems: [
      { path: ["theme"], message: expect.any(String) },
      { path: ["thread", "sandbox"], message: expect.any(String) },
    ],
    origins: { welcomed: "config.toml", thread: "config.toml", "thread.model": "config.toml" },
  });
});

test("notifications as they were once written hold, and a change keeps what they said", () => {
  writeFileSync(path, 'notifications = "never"\n');
  const settings = openSettings(path);
  const before = settings.current().notifications;
  settings.update({ notifications: { failure: "off" } });
  expect([before, openSettings(path).current().notifications]).toEqual([
    { ...defaults.notifications, when: "never" },
    { ...defaults.notifications, when: "never", failure: "off" },
  ]);
});

test("a wrong value in a list costs the list, and keys may stand without one", () => {
  writeFileSync(
    path,
    '[agent]\ninstructionFiles = ["CLAUDE.md", ""]\n[keys]\nsettings = "Mod+;"\nnew-thread = []\npalette = ["Mod+P", "Hyper+K"]\nkeys = "no"\n',
  );
  expect(openSettings(path).current()).toEqual({ ...defaults, keys: { settings: ["Mod+;"], "new-thread": [] } });
});

test("what lacks a part goes as a whole", () => {
  writeFileSync(path, '[providers.mine]\nname = "Mine"\n[providers.other]\nbaseUrl = "http://127.0.0.1:1"\n');
  expect(Object.keys(openSettings(path).current().providers)).toEqual(["other"]);
});

test("a key is reset to its default, and nothing else is, whatever the path says", () => {
  writeFileSync(path, '[agent]\npersonality = "friendly"\ncompactAtPercent = 50\n');
  const settings = openSettings(path);
  settings.reset(["agent", "personality"]);
  for (const strange of [
    ["agent", "personality"],
    ["__proto__", "toString"],
    ["agent", "compactAtPercent", "x"],
  ])
    settings.reset(strange);
  expect([settings.current().agent, Object.hasOwn(Object.prototype, "toString")]).toEqual([
    { ...defaults.agent, compactAtPercent: 50 },
    true,
  ]);
});

test("what was edited by hand holds once the file is read again", async () => {
  const settings = openSettings(path, { OPENAI_BASE_URL: "http://127.0.0.1:1" });
  writeFileSync(path, 'theme = "dark"\n');
  const abort = new AbortController();
  const events = settings.watch(abort.signal);
  const before = (await events.next()).value;
  settings.reload();
  settings.reload();
  const after = (await events.next()).value;
  abort.abort();
  expect([before, after]).toEqual([
    { settings: defaults, problems: [], origins: { "provider.baseUrl": "environment" } },
    {
      settings: { ...defaults, theme: "dark" },
      problems: [],
      origins: { "provider.baseUrl": "environment", theme: "config.toml" },
    },
  ]);
});

test("a file that is not TOML is never overwritten", () => {
  writeFileSync(path, "theme = = 1");
  const settings = openSettings(path);
  expect(() => settings.update({ theme: "dark" })).toThrow(expect.objectContaining({ code: "setting_invalid" }));
  expect(readFileSync(path, "utf8")).toBe("theme = = 1");
});

test("secrets are readable by their owner alone, and sealed where there is a keychain", async () => {
  const file = join(folder, "secrets");
  await (await openSecrets(file)).set("openai", "sk-plain");
  const box = {
    encrypt: (text: string) => Promise.resolve(Buffer.from(text).toString("base64")),
    decrypt: (base64: string) => Promise.resolve(Buffer.from(base64, "base64").toString()),
  };
  const sealed = await openSecrets(file, box);
  await sealed.set("openai", "sk-sealed");
  expect({
    mode: statSync(file).mode & 0o777,
    plainInFile: readFileSync(file, "utf8").includes("sk-sealed"),
    read: (await openSecrets(file, box)).get("openai"),
    withoutKeychain: (await openSecrets(file)).get("openai"),
  }).toEqual({ mode: 0o600, plainInFile: false, read: "sk-sealed", withoutKeychain: undefined });
});

test("secrets that cannot be read count as none and are kept aside", async () => {
  for (const [index, content] of ['{"openai": "sk', "null", '{"openai": 5}'].entries()) {
    const file = join(folder, `secrets-${index}`);
    writeFileSync(file, content);
    const secrets = await openSecrets(file);
    const before = secrets.get("openai");
    await secrets.set("openai", "sk-new");
    expect({
      before,
      after: (await openSecrets(file)).get("openai"),
      aside: readFileSync(`${file}.broken`, "utf8"),
    }).toEqual({ before: undefined, after: "sk-new", aside: content });
  }
});

test("a change that cannot be written changes nothing", async () => {
  const settings = openSettings(path);
  settings.update({ theme: "dark" });
  const file = join(folder, "secrets");
  const secrets = await openSecrets(file);
  await secrets.set("openai", "sk-old");
  // A folder where the new file would be written first, as good as a disk that takes no more.
  for (const name of [path, file]) mkdirSync(`${name}.${process.pid}.part`);
  expect(() => settings.update({ theme: "light" })).toThrow();
  await expect(secrets.set("openai", "sk-new")).rejects.toThrow();
  for (const name of [path, file]) rmdirSync(`${name}.${process.pid}.part`);
  settings.update({ welcomed: true });
  expect({ settings: openSettings(path).current(), secret: secrets.get("openai") }).toEqual({
    settings: { ...defaults, theme: "dark", welcomed: true },
    secret: "sk-old",
  });
});
