import type { MarkedLines } from "./parts.ts";

/** Puts the mark at the edge of the gutter to the changed lines that have one, and takes it from the others. */
export function markLines(host: HTMLElement, marks: readonly MarkedLines[]): void {
  for (const cell of host.shadowRoot?.querySelectorAll<HTMLElement>("[data-column-number]") ?? []) {
    const type = cell.dataset.lineType;
    const side = type === "change-deletion" ? "old" : type === "change-addition" ? "new" : undefined;
    const line = Number(cell.dataset.columnNumber);
    const marked =
      side !== undefined && marks.some((mark) => mark.side === side && mark.startLine <= line && line <= mark.endLine);
    if (marked !== "edge" in cell.dataset) cell.toggleAttribute("data-edge", marked);
  }
}
