/** A file's bytes as text that keeps each of them, whatever they mean. */
export const textOf = (bytes: Buffer): string => bytes.toString("latin1");

export const bytesOf = (text: string): Buffer => Buffer.from(text, "latin1");

/** The lines of a file, as git sees them: cut behind each line feed, which stays with its line. */
export function splitLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at);
    const next = end < 0 ? text.length : end + 1;
    lines.push(text.slice(at, next));
    at = next;
  }
  return lines;
}

/** A file of lines. One without a line feed that no longer stands last gets one, of the kind that stands before it. */
export function joinLines(lines: readonly string[]): string {
  const last = lines.length - 1;
  return lines
    .map((line, at) => (at === last || line.endsWith("\n") ? line : line + lineEndAfter(lines[at - 1])))
    .join("");
}

const lineEndAfter = (line: string | undefined): string => (line?.endsWith("\r\n") === true ? "\r\n" : "\n");
