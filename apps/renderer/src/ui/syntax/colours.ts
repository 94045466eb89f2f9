import { createElement, type CSSProperties, type ReactElement } from "react";

/** Lines of code as coloured spans. */
export type ColouredLines = readonly (ReactElement | string)[];

/** Reads code and colours it off the main thread, and keeps what was coloured last: what scrolls back into view is there at once. */
export interface Colours {
  readonly kept: (code: string, language: string) => ColouredLines | undefined;
  /** Undefined for a language that is not known. Must not throw. */
  readonly read: (code: string, language: string) => Promise<ColouredLines | undefined>;
}

/** What is kept, in characters of code. */
const ROOM = 600_000;

type Highlight = (code: string, language: string) => Promise<ColouredLines | undefined>;

export function createColours(highlight: Highlight = highlightInWorker): Colours {
  const kept = new Map<string, { readonly size: number; readonly lines: ColouredLines | undefined }>();
  const reading = new Map<string, Promise<ColouredLines | undefined>>();
  let size = 0;

  const keyOf = (code: string, language: string): string => `${language}\n${code}`;
  const keep = (key: string, lines: ColouredLines | undefined) => {
    kept.set(key, { size: key.length, lines });
    size += key.length;
    // A map lists its oldest first.
    for (const [old, entry] of kept) {
      if (size <= ROOM) return;
      kept.delete(old);
      size -= entry.size;
    }
  };

  return {
    kept(code, language) {
      const key = keyOf(code, language);
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found.lines;
    },
    read(code, language) {
      const key = keyOf(code, language);
      const found = kept.get(key);
      if (found !== undefined) return Promise.resolve(found.lines);
      const started =
        reading.get(key) ??
        highlight(code, language)
          .catch(() => undefined) // no such language, or no workers here: code without colours is still the code
          .then((lines) => {
            reading.delete(key);
            keep(key, lines);
            return lines;
          });
      reading.set(key, started);
      return started;
    },
  };
}

async function highlightInWorker(code: string, language: string): Promise<ColouredLines | undefined> {
  const [{ syntaxPool }, { getFiletypeFromFileName }] = await Promise.all([
    import("./pool.ts"),
    import("@pierre/diffs"),
  ]);
  // Fences name a language or a file's ending; the library knows both by the ending.
  const known = getFiletypeFromFileName(`x.${language}`);
  const file = {
    name: `fence.${language}`,
    contents: code,
    lang: known === "text" ? language : known,
    cacheKey: `${language}\n${code}`,
  };
  const pool = syntaxPool();
  await pool.initialize();
  await pool.primeFileHighlightCache(file);
  return pool.getFileResultCache(file)?.result.code.map((line, index) => toNode(line as HastNode, index));
}

/** What the library's highlighter makes of a line: elements with a style, and text. */
type HastNode =
  | { readonly type: "text"; readonly value: string }
  | {
      readonly type: "element";
      readonly properties?: Readonly<Record<string, unknown>>;
      readonly children: readonly HastNode[];
    };

function toNode(node: HastNode, key: number): ReactElement | string {
  if (node.type === "text") return node.value;
  const style = node.properties?.style;
  return createElement(
    "span",
    typeof style === "string" ? { key, style: toStyle(style) } : { key },
    ...node.children.map(toNode),
  );
}

/** Only the light theme's colour is read: it is a variable that knows both schemes. */
function toStyle(style: string): CSSProperties {
  const color = /--diffs-token-light:([^;]+)/.exec(style)?.[1] ?? /(?:^|;)color:([^;]+)/.exec(style)?.[1];
  return color === undefined ? {} : { color };
}
