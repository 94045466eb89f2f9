import { clsx } from "clsx";
import { useMemo } from "react";
import { splitBlocks } from "./blocks.ts";
import { MarkdownBlock } from "./Markdown.tsx";

/** A whole text in Markdown, for what is short enough to be drawn at once. */
export function MarkdownText({
  text,
  growing = false,
  className,
}: {
  readonly text: string;
  readonly growing?: boolean;
  readonly className?: string;
}) {
  const { blocks, links } = useMemo(() => splitBlocks(text), [text]);
  return (
    <div className={clsx("md", className)}>
      {blocks.map((block, index) => (
        <MarkdownBlock key={index} block={block} links={links} growing={growing && index === blocks.length - 1} />
      ))}
    </div>
  );
}
