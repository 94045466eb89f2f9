import type { QueuedMessage } from "@flightdeck/contract";
import { Image as ImageIcon, Paperclip } from "lucide-react";
import { Icon } from "../../ui/Icon.tsx";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { commentsTitle } from "../comments/words.ts";
import { visibleText } from "../../ui/visibleText.ts";

/** A message in one line, with the number of pictures that go along. */
export function LaneText({
  message,
}: {
  readonly message: Pick<QueuedMessage, "text" | "images" | "attachments" | "comments">;
}) {
  const pictures = message.images?.length ?? 0;
  const files = message.attachments?.length ?? 0;
  const text = visibleText(message.comments === undefined ? message.text : commentsTitle(message.comments));
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span className="truncate" title={text}>
        {text === "" ? "Without words" : <InlineCode text={text.replaceAll("\n", " ")} />}
      </span>
      {pictures > 0 && (
        <span
          role="img"
          aria-label={pictures === 1 ? "with a picture" : `with ${pictures} pictures`}
          className="inline-flex shrink-0 items-center gap-1 text-micro text-text-3 tabular-nums"
        >
          <Icon of={ImageIcon} size={12} />
          {pictures}
        </span>
      )}
      {files > 0 && (
        <span
          role="img"
          aria-label={files === 1 ? "with a file" : `with ${files} files`}
          className="inline-flex shrink-0 items-center gap-1 text-micro text-text-3 tabular-nums"
        >
          <Icon of={Paperclip} size={12} />
          {files}
        </span>
      )}
    </span>
  );
}
