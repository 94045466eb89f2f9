import { type FileLines, followLines, type LinePlace, type Trees } from "../git/index.ts";
import type { KeptFinding } from "./book.ts";
import type { Followed } from "./match.ts";

/** Where the lines of findings are in other trees: a few processes for all findings of one review. */
export async function followFindings(
  root: string,
  findings: readonly KeptFinding[],
  trees: Trees,
  signal?: AbortSignal,
): Promise<readonly Followed[]> {
  const groups = new Map<string, { readonly from: string; readonly to: string; readonly of: KeptFinding[] }>();
  for (const finding of findings) {
    const side = finding.lines.side === "old" ? "from" : "to";
    const from = finding.trees[side];
    const to = trees[side];
    const group = groups.get(`${from} ${to}`) ?? { from, to, of: [] };
    group.of.push(finding);
    groups.set(`${from} ${to}`, group);
  }
  const places = new Map<string, LinePlace>();
  for (const { from, to, of } of groups.values()) {
    const asked = of.map(linesOf);
    const found: readonly LinePlace[] =
      from === to
        ? asked.map((lines) => ({ kind: "moved", ...lines }))
        : await followLines(root, { from, to }, asked, signal);
    of.forEach((finding, index) => places.set(finding.id, found[index] ?? { kind: "gone" }));
  }
  return findings.map((finding) => ({ finding, place: places.get(finding.id) ?? { kind: "gone" } }));
}

const linesOf = ({ lines: { path, startLine, endLine } }: KeptFinding): FileLines => ({
  path,
  lines: { from: startLine, to: endLine },
});
