import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import type { ColouredLines } from "./colours.ts";

interface Coloured {
  readonly code: string;
  readonly language: string;
  readonly lines: ColouredLines;
}

/** Code as lines of coloured spans, once a worker has read it; undefined until then, for no language, or for one that is not known. */
export function useHighlight(code: string, language: string): ColouredLines | undefined {
  const { colours } = useApp();
  const [coloured, setColoured] = useState<Coloured>();
  const held = coloured?.code === code && coloured.language === language ? coloured.lines : undefined;
  const known = language === "" ? undefined : (held ?? colours.kept(code, language));
  const missing = language !== "" && known === undefined;
  useEffect(() => {
    if (!missing) return;
    let wanted = true;
    void colours.read(code, language).then((lines) => {
      if (wanted && lines !== undefined) setColoured({ code, language, lines });
    });
    return () => {
      wanted = false;
    };
  }, [colours, code, language, missing]);
  return known;
}
