// Bundles the host: starting it must not mean reading a thousand small files. Commands stay apart, so that each loads
// only what it needs.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "rolldown";

const at = (path) => join(import.meta.dirname, path);

await rm(at("dist"), { recursive: true, force: true });
await build({
  input: { cli: at("src/cli.ts"), electron: at("src/electron.ts") },
  platform: "node",
  // Packages with native parts find those beside themselves; the other two are optional parts of ws.
  external: [/^better-sqlite3/, /^@lydell\/node-pty/, /^@parcel\/watcher/, "bufferutil", "utf-8-validate"],
  output: { dir: at("dist"), format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
});
