// What a package holds, by packing one around a stand-in for Electron's own files.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { extractAll, listPackage } from "@electron/asar";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { stage } from "../../../scripts/stage.mjs";
import { launchApp } from "../testing/launchApp.ts";
import { type StagedApp, stageApp } from "../testing/stagedApp.ts";

const root = resolve(import.meta.dirname, "../../..");
const config = join(root, "electron-builder.yml");
const platform = `${process.platform}-${process.arch}`;

const fuseNames = [
  "runAsNode",
  "enableCookieEncryption",
  "enableNodeOptionsEnvironmentVariable",
  "enableNodeCliInspectArguments",
  "enableEmbeddedAsarIntegrityValidation",
  "onlyLoadAppFromAsar",
  "loadBrowserProcessSpecificV8Snapshot",
  "grantFileProtocolExtraPrivileges",
];
const fuseMark = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

/** Electron's own files, as far as packing looks at them: the binary has nothing but its fuses as they are delivered. */
function standInElectron(folder: string): string {
  for (const name of ["locales", "resources"]) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ["LICENSE", "LICENSES.chromium.html"]) writeFileSync(join(folder, name), "");
  writeFileSync(join(folder, "version"), "45.4.1");
  writeFileSync(join(folder, "electron"), `stand-in ${fuseMark}\x01\x0810110001`, { mode: 0o755 });
  return folder;
}

/** The command line of one of electron-builder's tools, wherever npm put it. */
const fromBuilder = createRequire(createRequire(import.meta.url).resolve("electron-builder/package.json"));

test("electron-builder.yml is what electron-builder's schema allows, and a slip in it would be found", () => {
  const schema = JSON.parse(readFileSync(fromBuilder.resolve("app-builder-lib/scheme.json"), "utf8")) as object;
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  ajv.addKeyword("typeof");
  const validate = ajv.compile(schema);
  const configuration = parse(readFileSync(config, "utf8")) as Record<string, unknown>;
  validate(configuration);
  expect(validate.errors ?? []).toEqual([]);
  expect(validate({ ...configuration, hardenedRuntime: true })).toBe(false);
  expect(validate({ ...configuration, asar: "yes" })).toBe(false);
});

// The stand-in for Electron's files is one for Linux; elsewhere packing looks at more of them.
describe.skipIf(process.platform !== "linux")("a package for Linux", () => {
  let folder: string;
  let app: StagedApp;
  let packed: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "flightdeck-package-"));
    app = stageApp();
    const built = resolve(app.main, "../../../..");
    // What may lie about in a built folder and must not be shipped.
    for (const file of ["desktop/dist/main.js.map", "renderer/dist/page.test.ts", "host/dist/.built-from"])
      writeFileSync(join(built, "apps", file), "");
    const staged = join(folder, "stage");
    stage(staged, { from: built });
    execFileSync(
      process.execPath,
      [
        fromBuilder.resolve("./cli.js"),
        `--config=${config}`,
        "--linux",
        "--dir",
        `--${process.arch}`,
        "--publish=never",
        `-c.directories.app=${staged}`,
        `-c.directories.output=${join(folder, "out")}`,
        `-c.electronDist=${standInElectron(join(folder, "electron"))}`,
      ],
      { cwd: root, stdio: "pipe" },
    );
    packed = join(folder, "out", process.arch === "x64" ? "linux-unpacked" : `linux-${process.arch}-unpacked`);
  });

  afterAll(() => {
    app?.[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("has the built apps, the native packages they load and nothing else", () => {
    const files = listPackage(join(packed, "resources/app.asar"), { isPack: false });
    const apps = files.filter((file) => /^\/(apps|package\.json)/.test(file) && /\.\w+$/.test(file));
    expect(apps.sort()).toEqual([
      "/apps/desktop/dist/main.js",
      "/apps/desktop/dist/preload.cjs",
      "/apps/host/dist/electron.js",
      "/apps/host/package.json",
      "/apps/renderer/dist/index.html",
      "/apps/renderer/dist/page.js",
      "/package.json",
    ]);
    const packages = new Set(files.flatMap((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/@]+)$/.exec(file)?.[1] ?? []));
    expect([...packages].map((name) => name.replace(/-(linux|darwin|win32)-.*/, "-PLATFORM")).sort()).toEqual([
      "@img/colour",
      "@img/sharp-PLATFORM",
      "@img/sharp-libvips-PLATFORM",
      "@lydell/node-pty",
      "@lydell/node-pty-PLATFORM",
      "@parcel/watcher",
      "@parcel/watcher-PLATFORM",
      "better-sqlite3",
      "detect-libc",
      "is-extglob",
      "is-glob",
      "picomatch",
      "semver",
      "sharp",
    ]);
    expect(
      files.filter((file) => /\.(map|tsx?|md|gyp|c|cc|cpp|hh?)$|\.test\.|\/tests?\/|\.built-from$/.test(file)),
    ).toEqual([]);
  });

  test("of the prebuilt libraries only this platform's is packed, outside the archive", () => {
    const files = listPackage(join(packed, "resources/app.asar"), { isPack: false });
    const natives = files.filter((file) => file.endsWith(".node"));
    expect(natives.length).toBe(4);
    expect(natives).toContain(`/node_modules/better-sqlite3/prebuilds/${platform}.node`);
    const unpacked = natives.map((file) => existsSync(join(packed, "resources/app.asar.unpacked", file)));
    expect(unpacked).toEqual([true, true, true, true]);
  });

  test("the binary's fuses are set: it runs the archive alone and is no Node", () => {
    const binary = readFileSync(join(packed, "flightdeck"), "latin1");
    const wire = binary.slice(binary.indexOf(fuseMark) + fuseMark.length + 2);
    expect(Object.fromEntries(fuseNames.map((name, index) => [name, wire[index] === "1"]))).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  test("the archive's app starts, far from the checkout, and its native packages load", async () => {
    const extracted = join(folder, "extracted");
    extractAll(join(packed, "resources/app.asar"), extracted);
    const load = `
    const db = new (require("better-sqlite3"))(":memory:");
    const pty = require("@lydell/node-pty").spawn("true", [], {});
    const picture = { create: { width: 8, height: 4, channels: 3, background: "red" } };
    pty.onExit(async () => {
      const { info } = await require("sharp")(picture).resize(4).png().toBuffer({ resolveWithObject: true });
      console.log(db.prepare("select 6 * 7 as n").get().n, typeof require("@parcel/watcher").subscribe, info.height);
    });`;
    const output = execFileSync(process.execPath, ["--input-type=commonjs", "-e", load], { cwd: extracted });
    expect(output.toString()).toBe("42 function 2\n");
    const home = join(folder, "home");
    const { main } = JSON.parse(readFileSync(join(extracted, "package.json"), "utf8")) as { main: string };
    const shell = await launchApp({ main: join(extracted, main), env: { FLIGHTDECK_HOME: home } });
    try {
      const page = await shell.firstWindow();
      await page.waitForFunction(() => window.ports?.received === 1);
      expect(await page.evaluate(() => window.ask("hello"))).toMatchObject({ echo: "hello" });
    } finally {
      await shell.close();
    }
  });

  test("staging says what was not built", () => {
    cpSync(join(root, "electron-builder.yml"), join(folder, "empty/electron-builder.yml"));
    expect(() => stage(join(folder, "nothing"), { from: join(folder, "empty") })).toThrow(
      "Not built: apps/desktop/dist, apps/host/dist, apps/renderer/dist. Run npm run build first.",
    );
  });
});
