// Bundles the main process as an ES module and the preload as the single CommonJS file a sandboxed page can load.
// node build.mjs [FOLDER]: into dist, or into the folder.
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "rolldown";

const here = import.meta.dirname;
const out = resolve(process.argv[2] ?? join(here, "dist"));
const shared = { platform: "node", external: ["electron"], treeshake: { moduleSideEffects: false } };

await rm(out, { recursive: true, force: true });
await build([
  { ...shared, input: join(here, "src/main.ts"), output: { file: join(out, "main.js"), format: "esm" } },
  { ...shared, input: join(here, "src/preload.ts"), output: { file: join(out, "preload.cjs"), format: "cjs" } },
]);
