#!/usr/bin/env node
// Runs the command on Node 24: the bundle where it was built, else the TypeScript sources as they are.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= 24) {
  const bundle = at("../dist/cli.js");
  if (existsSync(bundle) && process.env.FLIGHTDECK_SOURCES !== "1") {
    enableCompileCache(at("../dist/.compile-cache"));
    await import(bundle);
  } else {
    await import("../src/cli.ts");
  }
} else {
  const node = at("../../../node_modules/.bin/node");
  if (existsSync(node)) {
    const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
  } else {
    process.stderr.write("flightdeck needs Node 24. Run `npm install` in the checkout, or install Node 24.\n");
    process.exitCode = 1;
  }
}
