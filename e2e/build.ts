import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The specs run what is built; nothing is done when that is up to date. */
export default function build(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "..", "scripts", "build.mjs")], { stdio: "inherit" });
}
