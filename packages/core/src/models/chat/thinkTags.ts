/** A piece of what a model wrote. thought: the text before it was thinking whose beginning the template had written. */
export type Piece = { readonly kind: "text" | "reasoning"; readonly text: string } | { readonly kind: "thought" };

/** Tells thinking from the answer where a server leaves both in the text, as local ones do. */
export interface ThinkTags {
  push(text: string): readonly Piece[];
  /** Something else follows, or nothing: what was held back is what it looks like. */
  end(): readonly Piece[];
}

const opening = /^\s*<(think|thinking)>\s*/;
const openings = ["<think>", "<thinking>"];
const lone = "</think>";
const fences = ["```", "~~~"];

/**
 * `<think>…</think>` at the beginning of a stretch of text is thinking, and so is what stands before a `</think>` alone
 * on its line. Tags anywhere else are words like any others: agents write about them, too.
 */
export function thinkTags(): ThinkTags {
  let state: "start" | "thinking" | "text" = "start";
  let closing = lone;
  let held = "";
  /** Nothing was thought behind the tag yet. */
  let silent = true;
  /** Thinking was found: another lone tag is a word. */
  let thought = false;
  let atLineStart = true;
  let inCode = false;

  /** Each step takes something off what is held; undefined when it needs more of it. */
  const start = (): readonly Piece[] | undefined => {
    const tag = opening.exec(held);
    const begun = held.trimStart();
    if (tag === null && openings.some((known) => known.startsWith(begun))) return undefined;
    // White space between thinking and answer belongs to neither.
    if (tag !== null) held = held.slice(tag[0].length);
    else if (thought) held = begun;
    if (tag !== null) closing = `</${tag[1]}>`;
    state = tag === null ? "text" : "thinking";
    silent = true;
    return [];
  };

  const think = (): readonly Piece[] | undefined => {
    if (silent) held = held.trimStart();
    const at = held.indexOf(closing);
    const text = at < 0 ? held.slice(0, held.length - heldBack(held, closing)) : held.slice(0, at).trimEnd();
    held = held.slice(at < 0 ? text.length : at + closing.length);
    if (at >= 0) {
      state = "start";
      thought = true;
    } else if (text === "") return undefined;
    silent = false;
    return text === "" ? [] : [{ kind: "reasoning", text }];
  };

  const speak = (): readonly Piece[] | undefined => {
    if (held === "") return undefined;
    const newline = held.indexOf("\n") + 1;
    const line = newline === 0 ? held : held.slice(0, newline);
    const words = line.trim();
    if (atLineStart && !thought) {
      if (newline === 0 && [lone, ...fences].some((known) => known.startsWith(words))) return undefined;
      if (words === lone && !inCode) {
        held = held.slice(newline);
        state = "start";
        thought = true;
        return [{ kind: "thought" }];
      }
      if (fences.some((fence) => words.startsWith(fence))) inCode = !inCode;
    }
    atLineStart = newline > 0;
    held = held.slice(line.length);
    return [{ kind: "text", text: line }];
  };

  return {
    push(text) {
      held += text;
      const pieces: Piece[] = [];
      for (;;) {
        const more = state === "start" ? start() : state === "thinking" ? think() : speak();
        if (more === undefined) return joined(pieces);
        pieces.push(...more);
      }
    },
    end() {
      const rest = held;
      const kind = state === "thinking" ? "reasoning" : "text";
      const isLone = state === "text" && atLineStart && !inCode && !thought && rest.trim() === lone;
      held = "";
      state = "start";
      atLineStart = true;
      inCode = false;
      if (isLone) return [{ kind: "thought" }];
      const text = thought || kind === "reasoning" ? rest.trimEnd() : rest;
      return text === "" ? [] : [{ kind, text }];
    },
  };
}

/** Lines that belong together are one piece. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (piece.kind !== "thought" && last !== undefined && last.kind === piece.kind)
      whole[whole.length - 1] = { kind: piece.kind, text: last.text + piece.text };
    else whole.push(piece);
  }
  return whole;
}

/** How much of the end may be the beginning of a tag, with the white space before it. */
function heldBack(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1)
    if (text.endsWith(tag.slice(0, length))) return text.length - text.slice(0, -length).trimEnd().length;
  return text.length - text.trimEnd().length;
}
