// Bundles the main process as an ES module and the preload as the single CommonJS file a sandboxed page can load.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "rolldown";

const at = (path) => join(import.meta.dirname, path);
const shared = { platform: "node", external: ["electron"], treeshake: { moduleSideEffects: false } };

await rm(at("dist"), { recursive: true, force: true });
await build([
  { ...shared, input: at("src/main.ts"), output: { file: at("dist/main.js"), format: "esm" } },
  { ...shared, input: at("src/preload.ts"), output: { file: at("dist/preload.cjs"), format: "cjs" } },
]);
