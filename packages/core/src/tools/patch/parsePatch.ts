/** One line of a chunk. */
export interface PatchLine {
  readonly kind: "keep" | "add" | "remove";
  readonly text: string;
}

/** One place of a file that changes. */
export interface Chunk {
  /** Lines to find first, one after the other: a class, then its method. */
  readonly contexts: readonly string[];
  readonly lines: readonly PatchLine[];
  /** The old lines are the file's last. */
  readonly endOfFile: boolean;
}

/** What a patch does with one file. */
export type FilePatch =
  | { readonly kind: "add"; readonly path: string; readonly lines: readonly string[] }
  | { readonly kind: "delete"; readonly path: string }
  | { readonly kind: "update"; readonly path: string; readonly movedTo?: string; readonly chunks: readonly Chunk[] };

export type ParsedPatch =
  | { readonly ok: true; readonly files: readonly FilePatch[] }
  | { readonly ok: false; readonly reason: string };

const BEGIN = "*** Begin Patch";
const END = "*** End Patch";
const END_OF_FILE = "*** End of File";

class PatchSyntaxError extends Error {}

/**
 * Reads a patch. Forgives what models add around it: a shell heredoc, blank space around markers, line ends of another
 * system; never what would make its meaning a guess.
 */
export function parsePatch(text: string): ParsedPatch {
  try {
    return { ok: true, files: readFiles(bodyOf(text)) };
  } catch (error) {
    if (error instanceof PatchSyntaxError) return { ok: false, reason: error.message };
    throw error;
  }
}

interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** The lines between the markers. */
function bodyOf(text: string): readonly NumberedLine[] {
  const everyLineIsCrlf = text.includes("\r\n") && !/(^|[^\r])\n/.test(text);
  const lines = (everyLineIsCrlf ? text.replaceAll("\r\n", "\n") : text)
    .split("\n")
    .map((line, index) => ({ number: index + 1, text: line }));
  const kept = withoutHeredoc(trimBlank(lines));
  const first = kept[0];
  const last = kept.at(-1);
  if (first?.text.trim() !== BEGIN) throw new PatchSyntaxError(`The first line of a patch must be "${BEGIN}".`);
  if (kept.length < 2 || last?.text.trim() !== END)
    throw new PatchSyntaxError(`The last line of a patch must be "${END}".`);
  const body = kept.slice(1, -1);
  return body[0]?.text.trim().startsWith("*** Environment ID:") === true ? body.slice(1) : body;
}

function trimBlank(lines: readonly NumberedLine[]): readonly NumberedLine[] {
  const isText = (line: NumberedLine): boolean => line.text.trim() !== "";
  return lines.slice(lines.findIndex(isText), lines.findLastIndex(isText) + 1);
}

/** `apply_patch <<'EOF'` … `EOF`, with or without a `cd` before it. */
function withoutHeredoc(lines: readonly NumberedLine[]): readonly NumberedLine[] {
  const word = /<<-?\s*(['"]?)([A-Za-z_]\w*)\1\s*$/.exec(lines[0]?.text ?? "")?.[2];
  if (word === undefined) return lines;
  const last = lines.findLastIndex((line) => line.text.trim().replace(/\)$/, "") === word);
  return trimBlank(lines.slice(1, last > 0 ? last : undefined));
}

function readFiles(lines: readonly NumberedLine[]): readonly FilePatch[] {
  const files: FilePatch[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (line === undefined) break;
    at += 1;
    const header = line.text.trim();
    if (header === "") continue;
    const [, verb, path = ""] = /^\*\*\* (Add|Delete|Update) File: (.+)$/.exec(header) ?? [];
    const end = endOfBody(lines, at, verb);
    const body = lines.slice(at, end);
    if (verb === "Add") files.push({ kind: "add", path, lines: addedLines(path, body) });
    else if (verb === "Update") files.push(readUpdate(path, body));
    else if (verb === "Delete") {
      const stray = body.find(({ text }) => text.trim() !== "");
      if (stray !== undefined) throw unexpected(stray, `"*** Delete File: ${path}" takes no lines`);
      files.push({ kind: "delete", path });
    } else
      throw unexpected(
        line,
        'a file begins with "*** Add File: ", "*** Update File: " or "*** Delete File: " and its path',
      );
    at = end;
  }
  if (files.length === 0) throw new PatchSyntaxError("The patch is empty: it names no file.");
  return files;
}

/** Where the next file begins. Inside an update, a header with blank space before it is a context line. */
function endOfBody(lines: readonly NumberedLine[], from: number, verb: string | undefined): number {
  const header = verb === "Update" ? /^\*\*\* (Add|Delete|Update) File: / : /^\s*\*\*\* (Add|Delete|Update) File: /;
  const next = lines.findIndex(({ text }, index) => index >= from && header.test(text));
  return next < 0 ? lines.length : next;
}

const unexpected = (line: NumberedLine, rule: string): PatchSyntaxError =>
  new PatchSyntaxError(`Line ${line.number} of the patch is not understood: ${rule}. It reads: ${line.text}`);

function addedLines(path: string, body: readonly NumberedLine[]): readonly string[] {
  const lines = trimEnd(body);
  return lines.map((line) => {
    if (line.text.startsWith("+")) return line.text.slice(1);
    throw unexpected(line, `every line of the new file ${path} begins with +`);
  });
}

const trimEnd = (lines: readonly NumberedLine[]): readonly NumberedLine[] =>
  lines.slice(0, lines.findLastIndex(({ text }) => text.trim() !== "") + 1);

function readUpdate(path: string, body: readonly NumberedLine[]): FilePatch {
  const movedTo = /^\*\*\* Move to: (.+)$/.exec(body[0]?.text.trim() ?? "")?.[1];
  const lines = movedTo === undefined ? body : body.slice(1);
  const chunks = readChunks(path, trimEnd(lines));
  if (chunks.length === 0 && movedTo === undefined)
    throw new PatchSyntaxError(`The update of ${path} is empty: it changes no line.`);
  return { kind: "update", path, ...(movedTo === undefined ? {} : { movedTo }), chunks };
}

/** The numbers of a unified diff's header say nothing about this format: they are read over. */
const lineNumbers = /^-\d+(,\d+)? \+\d+(,\d+)? @@/;

interface OpenChunk {
  contexts: string[];
  lines: PatchLine[];
  endOfFile: boolean;
}

function readChunks(path: string, lines: readonly NumberedLine[]): readonly Chunk[] {
  const chunks: OpenChunk[] = [];
  let open: OpenChunk | undefined;
  const start = (): OpenChunk => {
    const chunk = { contexts: [], lines: [], endOfFile: false };
    chunks.push(chunk);
    return chunk;
  };
  for (const line of lines) {
    const context = /^@@(?: (.*))?$/.exec(line.text.trimEnd());
    if (context !== null) {
      if (open === undefined || open.lines.length > 0) open = start();
      if (context[1] !== undefined && !lineNumbers.test(context[1])) open.contexts.push(context[1]);
    } else if (line.text.trimEnd() === END_OF_FILE) {
      if (open === undefined) throw unexpected(line, "it comes after the lines that it anchors");
      open.endOfFile = true;
      open = undefined;
    } else {
      open ??= start();
      open.lines.push(chunkLine(path, line));
    }
  }
  const empty = chunks.find((chunk) => chunk.lines.length === 0);
  if (empty !== undefined) {
    const name = empty.contexts.length > 0 ? ` after "@@ ${empty.contexts.at(-1)}"` : "";
    throw new PatchSyntaxError(`The update of ${path} has no lines${name}.`);
  }
  return chunks;
}

function chunkLine(path: string, line: NumberedLine): PatchLine {
  const text = line.text.slice(1);
  switch (line.text[0]) {
    case undefined:
      return { kind: "keep", text: "" };
    case " ":
      return { kind: "keep", text };
    case "+":
      return { kind: "add", text };
    case "-":
      return { kind: "remove", text };
    default:
      throw unexpected(line, `every line of the update of ${path} begins with a space, + or -`);
  }
}
