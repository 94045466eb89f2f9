/** Lines of code that are drawn as one node. */
const LINES = 40;

/** Cuts code into chunks of whole lines, so that code that grows draws its last chunk only. */
export function chunkLines(code: string): readonly string[] {
  const chunks: string[] = [];
  let from = 0;
  let lines = 0;
  for (let at = code.indexOf("\n"); at >= 0; at = code.indexOf("\n", at + 1)) {
    lines += 1;
    if (lines % LINES > 0) continue;
    chunks.push(code.slice(from, at + 1));
    from = at + 1;
  }
  if (from < code.length || chunks.length === 0) chunks.push(code.slice(from));
  return chunks;
}
