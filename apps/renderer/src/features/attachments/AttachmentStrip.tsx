import { FileText, LoaderCircle, RotateCw, TriangleAlert, X } from "lucide-react";
import { useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { fileSize } from "../../ui/fileSize.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { KeptImage } from "../images/index.ts";
import type { Attachment, Attachments } from "./store.ts";

/** The pictures and files that go with the next message, over its text. */
export function AttachmentStrip({ attachments }: { readonly attachments: Attachments }) {
  const list = useSelect(attachments.store, (state) => state);
  if (list.length === 0) return null;
  return (
    <ul aria-label="Attached" className="flex gap-2 overflow-x-auto px-3 pt-2.5">
      {list.map((attachment) => (
        <li key={attachment.key} className="relative shrink-0">
          <Thumbnail attachment={attachment} onRetry={() => attachments.retry(attachment.key)} />
          <IconButton
            label={`Remove ${visibleName(attachment.name)}`}
            icon={X}
            size="small"
            onClick={() => attachments.remove(attachment.key)}
            className="absolute! -top-1.5 -right-1.5 size-5! rounded-full! border border-line bg-raised"
          />
        </li>
      ))}
    </ul>
  );
}

function Thumbnail({ attachment, onRetry }: { readonly attachment: Attachment; readonly onRetry: () => void }) {
  const name = visibleName(attachment.name);
  const frame = "grid h-14 place-items-center rounded-3 border border-line bg-sunken px-2 text-small";
  switch (attachment.state) {
    case "adding":
      return (
        <span role="status" aria-label={`Adding ${name}`} className={`${frame} w-14 text-text-3`}>
          <Icon of={LoaderCircle} />
        </span>
      );
    case "failed":
      return (
        <span className={`${frame} max-w-72 grid-flow-col gap-1.5 text-left text-text-2`}>
          <Icon of={TriangleAlert} className="text-red" />
          <span role="alert" className="line-clamp-2 min-w-0" title={`${name}: ${attachment.failure.message}`}>
            {name}: {attachment.failure.message}
          </span>
          {attachment.canRetry && (
            <IconButton label={`Try ${name} again`} icon={RotateCw} size="small" onClick={onRetry} />
          )}
        </span>
      );
    case "file":
      return (
        <span className={`${frame} max-w-60 grid-flow-col gap-1.5`} title={name}>
          <Icon of={FileText} />
          <span className="min-w-0">
            <span className="block truncate">{name}</span>
            <span className="block text-micro text-text-3">{fileSize(attachment.file.size)}</span>
          </span>
        </span>
      );
    case "image":
      return <KeptImage blobId={attachment.image.blob} name={name} className="h-14 w-auto max-w-32" />;
  }
}
