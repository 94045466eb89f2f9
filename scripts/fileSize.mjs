import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { path, root } from "./workspace.mjs";

const aim = 500;
const limit = 800;

const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
const files = list
  .toString()
  .split("\0")
  .filter((file) => /\.(ts|tsx|mjs|css)$/.test(file) && !/(^|\/)generated\//.test(file));

let broken = 0;
for (const file of files) {
  let text;
  try {
    text = readFileSync(path(file), "utf8");
  } catch {
    continue; // Deleted and not yet committed.
  }
  const lines = text.split("\n").length - 1;
  if (lines > limit) broken += 1;
  if (lines > aim)
    console.log(
      `${file}: ${lines} lines${lines > limit ? `, the limit is ${limit}` : ": look for the second concept"}`,
    );
}
console.log(`${files.length} files, ${broken} over ${limit} lines`);
process.exitCode = broken === 0 ? 0 : 1;
