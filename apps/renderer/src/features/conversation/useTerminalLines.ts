import { useEffect, useMemo, useState } from "react";
import { type AnsiLine, createTerminal, parseAnsi } from "./ansi.ts";

/** So much is read at once; more comes in stretches, between which the window stays quick. */
const AT_ONCE = 150_000;

/** Output as a terminal's lines. Of a very long one its beginning stands until all of it is read. */
export function useTerminalLines(text: string): readonly AnsiLine[] {
  const short = text.length <= AT_ONCE;
  const lines = useMemo(() => parseAnsi(short ? text : text.slice(0, cutAt(text, 0))), [short, text]);
  const [longer, setLonger] = useState<{ readonly of: string; readonly lines: readonly AnsiLine[] }>();
  useEffect(() => {
    if (short) return;
    const terminal = createTerminal();
    let from = 0;
    let timer: ReturnType<typeof setTimeout>;
    const readOn = () => {
      const to = cutAt(text, from);
      terminal.write(text.slice(from, to));
      from = to;
      if (to < text.length) timer = setTimeout(readOn);
      else setLonger({ of: text, lines: terminal.lines() });
    };
    timer = setTimeout(readOn);
    return () => clearTimeout(timer);
  }, [short, text]);
  return longer?.of === text ? longer.lines : lines;
}

/** The end of a stretch: behind a line break, so that no sequence is cut in two. */
function cutAt(text: string, from: number): number {
  if (text.length - from <= AT_ONCE) return text.length;
  const end = text.lastIndexOf("\n", from + AT_ONCE);
  return end > from ? end + 1 : from + AT_ONCE;
}
