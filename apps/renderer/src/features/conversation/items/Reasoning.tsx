import type { Item } from "@flightdeck/contract";
import { MarkdownText } from "../markdown/MarkdownText.tsx";
import { withoutTitle } from "../steps.ts";

/** What the model thought, as far as its provider tells. `titled` where its heading stands above it already. */
export function ReasoningText({
  item,
  titled = false,
}: {
  readonly item: Extract<Item, { type: "reasoning" }>;
  readonly titled?: boolean;
}) {
  const text = titled ? withoutTitle(item.text) : item.text;
  if (text.trim() === "") return null;
  return (
    <MarkdownText
      text={text}
      growing={item.status === "running"}
      className="ml-[26px] border-l border-line-strong pl-3 text-base text-text-2"
    />
  );
}
