/** Longer selections are cut in the middle: a message is to be read. */
const LIMIT = 20_000;

/** What was selected in a terminal as a block of its own, character by character as it stood there. */
export function selectionBlock(selection: string): string {
  const lines = selection.replaceAll(/\r\n?/g, "\n").split("\n");
  const text = lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/^\n+|\n+$/g, "");
  const half = LIMIT / 2;
  const cut = text.length <= LIMIT ? text : `${text.slice(0, half)}\n… cut …\n${text.slice(-half)}`;
  // A fence is longer than any run of its own sign inside.
  const longest = Math.max(2, ...[...cut.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${cut}\n${fence}`;
}
