/** Every place in an element's text where another text stands, in any case, over the borders of its parts. */
export function rangesIn(root: Element, wanted: string): readonly Range[] {
  const needle = wanted.toLowerCase();
  if (needle === "") return [];
  const nodes: { readonly node: Text; readonly from: number }[] = [];
  let all = "";
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    // Of a formula, what is seen and not what is read out.
    if (!(node instanceof Text) || node.parentElement?.closest(".katex-mathml")) continue;
    nodes.push({ node, from: all.length });
    all += node.data;
  }
  const lower = all.toLowerCase();
  // A few letters become longer in lower case: then places would not fit.
  if (lower.length !== all.length) return [];
  const ranges: Range[] = [];
  for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, at + needle.length)) {
    const start = placeOf(nodes, at);
    const end = placeOf(nodes, at + needle.length - 1);
    if (start === undefined || end === undefined) continue;
    const range = root.ownerDocument.createRange();
    range.setStart(start.node, start.offset);
    range.setEnd(end.node, end.offset + 1);
    ranges.push(range);
  }
  return ranges;
}

function placeOf(
  nodes: readonly { readonly node: Text; readonly from: number }[],
  at: number,
): { readonly node: Text; readonly offset: number } | undefined {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((nodes[middle]?.from ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  const found = nodes[low];
  return found && { node: found.node, offset: at - found.from };
}

/** Marks ranges with the page's highlights, which change nothing in the page. */
export interface Marks {
  readonly show: (ranges: readonly Range[], current: Range | undefined) => void;
  readonly clear: () => void;
}

/** `found` and `found-now` of `::highlight()`; several conversations share them. */
export function createMarks(registry: HighlightRegistry): Marks {
  let shown: { readonly name: string; readonly range: Range }[] = [];
  const clear = () => {
    for (const { name, range } of shown) registry.get(name)?.delete(range);
    shown = [];
  };
  const add = (name: string, range: Range, priority: number) => {
    let highlight = registry.get(name);
    if (highlight === undefined) {
      highlight = new Highlight();
      highlight.priority = priority;
      registry.set(name, highlight);
    }
    highlight.add(range);
    shown.push({ name, range });
  };
  return {
    clear,
    show(ranges, current) {
      clear();
      for (const range of ranges) add("found", range, 0);
      if (current !== undefined) add("found-now", current, 1);
    },
  };
}
