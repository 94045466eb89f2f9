import type { Node } from "prosemirror-model";
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

/** A stretch of a line that looks like what it is in Markdown. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly look: "strong" | "emphasis" | "code" | "strike" | "sign";
}

const spans: readonly { readonly look: Mark["look"]; readonly pattern: RegExp }[] = [
  { look: "strong", pattern: /(?<![\w*])\*\*(?=\S)(.+?)(?<=\S)\*\*(?!\w)/g },
  { look: "strong", pattern: /(?<![\w_])__(?=\S)(.+?)(?<=\S)__(?!\w)/g },
  { look: "emphasis", pattern: /(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])/g },
  { look: "emphasis", pattern: /(?<![\w_])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\w_])/g },
  { look: "strike", pattern: /~~(?=\S)(.+?)(?<=\S)~~/g },
];
const code = /(`+)(?!`)(.+?)(?<!`)\1(?!`)/g;
const lead = /^\s*(?:#{1,6}(?= )|(?:[-*+]|\d{1,9}[.)])(?= )(?: \[[ xX]\](?= ))?|>+)/;

/** Where a line of Markdown has signs and what they mark; what stands in code is left alone. */
export function marksOf(line: string): readonly Mark[] {
  const marks: Mark[] = [];
  const begin = lead.exec(line)?.[0];
  if (begin !== undefined) marks.push({ from: 0, to: begin.length, look: "sign" });
  let rest = line;
  for (const found of line.matchAll(code)) {
    marks.push({ from: found.index, to: found.index + found[0].length, look: "code" });
    rest = rest.slice(0, found.index) + "\ufffc".repeat(found[0].length) + rest.slice(found.index + found[0].length);
  }
  for (const { look, pattern } of spans)
    for (const { index, 0: whole } of rest.matchAll(pattern))
      marks.push({ from: index, to: index + whole.length, look });
  return marks;
}

const fence = /^\s*(`{3,}|~{3,})/;
/** Larger messages (pasted ones) are shown as plain text: nobody formats those by hand. */
const LIMIT = 20_000;

function decorate(doc: Node): DecorationSet {
  if (doc.content.size > LIMIT) return DecorationSet.empty;
  const found: Decoration[] = [];
  let fenced = false;
  doc.forEach((line, offset) => {
    const text = line.textBetween(0, line.content.size, undefined, "\ufffc");
    const edge = fence.test(text);
    if (edge || fenced) {
      found.push(Decoration.node(offset, offset + line.nodeSize, { class: edge ? "md-fence" : "md-block" }));
      if (edge) fenced = !fenced;
      return;
    }
    if (/^\s*#{1,6} /.test(text)) found.push(Decoration.node(offset, offset + line.nodeSize, { class: "md-head" }));
    for (const { from, to, look } of marksOf(text))
      found.push(Decoration.inline(offset + 1 + from, offset + 1 + to, { class: `md-${look}` }));
  });
  return DecorationSet.create(doc, found);
}

/** Shows what is typed as Markdown would: the text stays what it is. */
export function markupPlugin(): Plugin<DecorationSet> {
  const key = new PluginKey<DecorationSet>("markup");
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, state) => decorate(state.doc),
      apply: (transaction, before) => (transaction.docChanged ? decorate(transaction.doc) : before),
    },
    props: { decorations: (state) => key.getState(state) },
  });
}
