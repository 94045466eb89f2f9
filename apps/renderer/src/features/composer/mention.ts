/** Names that need no quotes: letters and digits of any script, and the signs that paths are made of. */
const plain = /^[\p{L}\p{N}_./~+=#%@(),[\]-]*[\p{L}\p{N}_/~+=#%)\]-]$/u;

/** A file as it stands in a message: `@path`, in quotes with escapes where the name could be read wrongly. */
export const fileMention = (path: string): string => (plain.test(path) ? `@${path}` : `@${JSON.stringify(path)}`);

/** A thread as it stands in a message, on one line. */
export const threadMention = (title: string): string => `@“${title.replaceAll(/\s+/g, " ").trim()}”`;

/** What is typed of a file's or thread's name right before the cursor: "" after a lone `@`. */
export function typedMention(before: string): string | undefined {
  return /(?:^|[\s([{"'`])@([^\s@\ufffc]{0,200})$/.exec(before)?.[1];
}
