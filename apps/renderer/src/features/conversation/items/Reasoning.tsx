import type { Item } from "@flightdeck/contract";
import { MarkdownText } from "../markdown/MarkdownText.tsx";

/** What the model thought, as far as its provider tells. */
export function ReasoningText({ item }: { readonly item: Extract<Item, { type: "reasoning" }> }) {
  if (item.text.trim() === "") return null;
  return (
    <MarkdownText
      text={item.text}
      growing={item.status === "running"}
      className="ml-[26px] border-l border-line-strong pl-3 text-base text-text-2"
    />
  );
}
