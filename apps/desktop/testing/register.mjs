// node --import ./register.mjs dist/main.js: `electron` is the double, wherever it is imported.
import { registerHooks } from "node:module";

const double = new URL("./double/electron.ts", import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "electron"
      ? { url: double, format: "module-typescript", shortCircuit: true }
      : next(specifier, context),
});
