// Bundles the main process as an ES module and the preload as the single CommonJS file a sandboxed page can load.
import { join } from "node:path";
import { defineConfig } from "rolldown";

const at = (path) => join(import.meta.dirname, path);
const shared = { platform: "node", external: ["electron"], treeshake: { moduleSideEffects: false } };

export default defineConfig([
  { ...shared, input: at("src/main.ts"), output: { dir: at("dist"), format: "esm", entryFileNames: "main.js" } },
  { ...shared, input: at("src/preload.ts"), output: { dir: at("dist"), format: "cjs", entryFileNames: "preload.cjs" } },
]);
