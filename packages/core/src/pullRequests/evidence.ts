import type { Evidence } from "@flightdeck/contract";

/** Text of an app, a page or an agent, where no name calls a person and no mark is set. */
const code = (text: string, limit = 200): string => {
  const line = text
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, " ")
    .replaceAll("`", "'")
    .replace(/\s+/g, " ")
    .trim();
  return `\`${line.length <= limit ? line : `${line.slice(0, limit - 1)}…`}\``;
};
const some = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** What was seen of the work, for a pull request's body; empty when nothing was kept. */
export function evidenceText(list: readonly Evidence[]): string {
  if (list.length === 0) return "";
  const intro =
    "Seen in a real browser. The pictures are kept with the work in Flightdeck; the SHA-256 says which they are.";
  return ["## Evidence", intro, ...list.map(runText)].join("\n\n");
}

function runText({ label, passed, commit, uncommitted, browser, steps, console, pictures }: Evidence): string {
  const good = steps.filter(({ status }) => status === "passed").length;
  const errors = console.filter(({ level }) => level === "error" || level === "exception");
  const state = [
    ...(commit === undefined ? [] : [commit.slice(0, 10)]),
    ...(uncommitted === undefined ? [] : [`with ${some(uncommitted, "changed file")}`]),
    ...(browser === undefined ? [] : [code(browser)]),
  ].join(", ");
  return [
    `**${label}**: ${passed ? "passed" : "failed"}, ${good} of ${some(steps.length, "step")}, ${some(errors.length, "error")} on the page${state === "" ? "" : ` (${state})`}`,
    ...steps.flatMap(({ does, status, error }) =>
      status === "failed" ? [`- failed: ${code(does)}${error === undefined ? "" : `: ${code(error)}`}`] : [],
    ),
    ...errors.slice(0, 5).map(({ text }) => `- on the page: ${code(text)}`),
    ...pictures.map(
      ({ about, width, height, blob }) => `- picture ${code(about)}, ${width}×${height}, SHA-256 \`${blob}\``,
    ),
  ].join("\n");
}
