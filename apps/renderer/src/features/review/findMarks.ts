import { createMarks, rangesIn } from "../conversation/find/ranges.ts";
import type { LinePoint } from "./parts.ts";

export interface Wanted {
  readonly text: string;
  /** The line that was gone to. */
  readonly hit?: LinePoint & { readonly path: string };
}

interface Drawn {
  readonly id: string;
  readonly element: HTMLElement;
}

const sideOf = (type: string | undefined) => (type === "change-deletion" ? "old" : "new");

/** Marks what is looked for in the lines that are drawn, without changing them. */
export function createFindMarks(registry: HighlightRegistry): {
  readonly show: (drawn: readonly Drawn[], wanted: Wanted) => void;
  readonly clear: () => void;
} {
  const marks = createMarks(registry);
  return {
    clear: marks.clear,
    show(drawn, { text, hit }) {
      const needle = text.toLowerCase();
      const ranges: Range[] = [];
      let current: Range | undefined;
      for (const { id, element } of drawn) {
        for (const line of element.shadowRoot?.querySelectorAll<HTMLElement>("[data-line]") ?? []) {
          if (line.textContent.toLowerCase().includes(needle) !== true) continue;
          const found = rangesIn(line, text);
          ranges.push(...found);
          const isHit = hit?.path === id && Number(line.dataset.line) === hit.line;
          if (isHit && sideOf(line.dataset.lineType) === hit.side) current = found[0];
        }
      }
      marks.show(ranges, current);
    },
  };
}
