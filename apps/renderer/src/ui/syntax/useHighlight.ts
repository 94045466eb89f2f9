import { createElement, type CSSProperties, type ReactNode, useEffect, useState } from "react";

interface Coloured {
  readonly code: string;
  readonly language: string;
  readonly nodes: ReactNode;
}

/** Code as coloured spans, once a worker has read it; undefined until then, for no language, or for one that is not known. */
export function useHighlight(code: string, language: string): ReactNode | undefined {
  const [coloured, setColoured] = useState<Coloured>();
  useEffect(() => {
    if (language === "") return;
    let wanted = true;
    void highlight(code, language).then((nodes) => {
      if (wanted && nodes !== undefined) setColoured({ code, language, nodes });
    });
    return () => {
      wanted = false;
    };
  }, [code, language]);
  return coloured?.code === code && coloured.language === language ? coloured.nodes : undefined;
}

async function highlight(code: string, language: string): Promise<ReactNode | undefined> {
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
  try {
    await pool.initialize();
    await pool.primeFileHighlightCache(file);
  } catch {
    return undefined; // no such language, or no workers here: code without colours is still the code
  }
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

function toNode(node: HastNode, key: number): ReactNode {
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
