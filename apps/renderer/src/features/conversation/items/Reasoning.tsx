import type { Item } from "@flightdeck/contract";
import { useMemo } from "react";
import { splitBlocks } from "../markdown/blocks.ts";
import { MarkdownBlock } from "../markdown/Markdown.tsx";

/** What the model thought, as far as its provider tells. */
export function ReasoningText({ item }: { readonly item: Extract<Item, { type: "reasoning" }> }) {
  const { blocks, links } = useMemo(() => splitBlocks(item.text), [item.text]);
  if (blocks.length === 0) return null;
  return (
    <div className="md ml-[26px] border-l border-line-strong pl-3 text-base text-text-2">
      {blocks.map((block, index) => (
        <MarkdownBlock
          key={index}
          block={block}
          links={links}
          growing={item.status === "running" && index === blocks.length - 1}
        />
      ))}
    </div>
  );
}
