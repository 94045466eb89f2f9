import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "rolldown";

const at = (path) => join(import.meta.dirname, path);
const entries = Object.entries({ cli: at("src/cli.ts"), electron: at("src/electron.ts") });

/** Of the manifest only the version is needed. */
const manifest = {
  name: "manifest",
  load(id) {
    if (id !== at("package.json")) return null;
    const { version } = JSON.parse(readFileSync(id, "utf8"));
    return { code: `export default ${JSON.stringify({ version })};`, moduleType: "js" };
  },
};

/**
 * Bundles the host: starting it must not mean reading a thousand small files. Commands stay apart, so that each loads
 * only what it needs.
 */
export default defineConfig({
  input: Object.fromEntries(entries.filter(([, file]) => existsSync(file))),
  platform: "node",
  plugins: [manifest],
  // Packages with native parts find those beside themselves; the other two are optional parts of ws.
  external: [/^better-sqlite3/, /^@lydell\/node-pty/, /^@parcel\/watcher/, "bufferutil", "utf-8-validate"],
  output: {
    dir: at("dist"),
    format: "esm",
    cleanDir: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
  },
});
