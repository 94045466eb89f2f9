import type { FoundInDiff, FoundLine } from "@flightdeck/contract";

/** More hits than this are counted by nobody. */
const most = 5000;

const hunkHead = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** Lines of patches that have a text, in any case, each under the number that it is shown with. */
export function findText(
  patches: readonly { readonly path: string; readonly patch: string }[],
  text: string,
): FoundInDiff {
  const wanted = text.toLowerCase();
  const lines: FoundLine[] = [];
  for (const { path, patch } of patches) {
    // Most files do not have it: looking into each as a whole is much cheaper than line by line.
    if (!patch.toLowerCase().includes(wanted)) continue;
    for (const line of linesWith(patch, wanted)) {
      if (lines.length === most) return { lines, more: true };
      lines.push({ path, ...line });
    }
  }
  return { lines, more: false };
}

function* linesWith(patch: string, wanted: string): Generator<Omit<FoundLine, "path">> {
  let old = 0;
  let fresh = 0;
  let inHunk = false;
  for (const line of patch.split("\n")) {
    const head = line.startsWith("@@ ") ? hunkHead.exec(line) : null;
    if (head !== null) {
      old = Number(head[1]);
      fresh = Number(head[2]);
      inHunk = true;
      continue;
    }
    if (line.startsWith("diff --git ")) inHunk = false;
    if (!inHunk) continue;
    const sign = line[0];
    const has = line.length > wanted.length && line.toLowerCase().includes(wanted, 1);
    if (sign === "-") {
      if (has) yield { side: "old", line: old };
      old += 1;
    } else if (sign === "+" || sign === " ") {
      if (has) yield { side: "new", line: fresh };
      fresh += 1;
      if (sign === " ") old += 1;
    }
  }
}
