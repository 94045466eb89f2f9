import type { Evidence } from "@flightdeck/contract";
import { section } from "./section.ts";

/** Text of an app, a page or an agent, where no name calls a person and no mark is set. */
const code = (text: string, limit = 200): string => {
  const line = text
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, " ")
    .replaceAll("`", "'")
    // A bar would end the cell of a table, and a comment's mark could be taken for ours.
    .replaceAll("|", "¦")
    .replaceAll("<!--", "<! --")
    .replace(/\s+/g, " ")
    .trim();
  if (line === "") return "–";
  return `\`${line.length <= limit ? line : `${line.slice(0, limit - 1)}…`}\``;
};
/** What a picture shows, for those who do not see it: letters and plain marks alone, so that it ends nothing. */
const alt = (text: string): string =>
  text
    .replace(/[^\p{L}\p{M}\p{N} .,;+%-]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 120) || "Picture";
const some = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** More than this of it is cut: the rest of a pull request's text needs its room too. */
export const MAX_SECTION = 28_000;

/** Where pictures are shown, by the SHA-256 of each. */
export type PictureLinks = ReadonlyMap<string, string>;

/** What was seen of the work, for a pull request's body, between its marks; empty when nothing was kept. */
export function evidenceText(list: readonly Evidence[], links: PictureLinks = new Map()): string {
  if (list.length === 0) return "";
  const bare = list.some(({ pictures }) => pictures.some(({ blob }) => !links.has(blob)));
  const intro = bare
    ? "Seen in a real browser. The pictures are kept with the work in Flightdeck; the SHA-256 says which they are."
    : "Seen in a real browser.";
  const text = ["## Evidence", intro, ...list.map((run) => runText(run, links)), tables(list, links)];
  const whole = text.filter(Boolean).join("\n\n");
  return section(whole.length <= MAX_SECTION ? whole : `${whole.slice(0, whole.lastIndexOf("\n", MAX_SECTION))}\n\n…`);
}

function runText(
  { label, passed, commit, uncommitted, browser, steps, console, pictures }: Evidence,
  links: PictureLinks,
): string {
  const good = steps.filter(({ status }) => status === "passed").length;
  const errors = console.filter(({ level }) => level === "error" || level === "exception");
  const state = [
    ...(commit === undefined ? [] : [commit.slice(0, 10)]),
    ...(uncommitted === undefined ? [] : [`with ${some(uncommitted, "changed file")}`]),
    ...(browser === undefined ? [] : [code(browser)]),
  ].join(", ");
  return [
    `**${alt(label)}**: ${passed ? "passed" : "failed"}, ${good} of ${some(steps.length, "step")}, ${some(errors.length, "error")} on the page${state === "" ? "" : ` (${state})`}`,
    ...steps.flatMap(({ does, status, error }) =>
      status === "failed" ? [`- failed: ${code(does)}${error === undefined ? "" : `: ${code(error)}`}`] : [],
    ),
    ...errors.slice(0, 5).map(({ text }) => `- on the page: ${code(text)}`),
    ...pictures
      .filter(({ blob }) => !links.has(blob))
      .map(({ about, width, height, blob }) => `- picture ${code(about)}, ${width}×${height}, SHA-256 \`${blob}\``),
  ].join("\n");
}

type Picture = Evidence["pictures"][number];

/** Before and after side by side, by the name of each picture; other runs below each other. */
function tables(list: readonly Evidence[], links: PictureLinks): string {
  const shown = (run: Evidence | undefined) => run?.pictures.filter(({ blob }) => links.has(blob)) ?? [];
  const cell = (picture: Picture | undefined): string =>
    picture === undefined
      ? ""
      : `![${alt(picture.about)}](${links.get(picture.blob) ?? ""})<br>${code(picture.about, 120)}`;
  const pair = (["before", "after"] as const).map((label) => list.find((run) => run.label === label));
  const paired = pair.every((run) => shown(run).length > 0);
  const [before = [], after = []] = pair.map(shown);
  const partners = pairsOf(before, after).map(([one, other]) => `| ${cell(one)} | ${cell(other)} |`);
  const alone = list
    .filter((run) => !(paired && pair.includes(run)) && shown(run).length > 0)
    .map((run) => [`| ${alt(run.label)} |`, "| --- |", ...shown(run).map((each) => `| ${cell(each)} |`)].join("\n"));
  return [...(paired ? [["| Before | After |", "| --- | --- |", ...partners].join("\n")] : []), ...alone].join("\n\n");
}

/** Those of one name beside each other, in the order of those after; what has no partner stands alone. */
function pairsOf(
  before: readonly Picture[],
  after: readonly Picture[],
): readonly (readonly [before: Picture | undefined, after: Picture | undefined])[] {
  const left = [...before];
  const rows = after.map((each) => {
    const at = left.findIndex(({ name }) => name === each.name);
    return [at < 0 ? undefined : left.splice(at, 1)[0], each] as const;
  });
  return [...rows, ...left.map((each) => [each, undefined] as const)];
}
