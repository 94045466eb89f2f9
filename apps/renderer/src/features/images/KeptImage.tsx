import type { BlobId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { ImageOff } from "lucide-react";
import { useEffect } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tip } from "../../ui/Tip.tsx";
import type { Picture } from "./urls.ts";

/** A picture that the host keeps, read when it comes into view. */
export function usePicture(blobId: BlobId): Picture {
  const { pictures } = useApp();
  useEffect(() => pictures.hold(blobId), [pictures, blobId]);
  return useSelect(pictures.store(blobId), (picture) => picture);
}

/** A kept picture: as large as there is room, or in a place of the given size. */
export function KeptImage({
  blobId,
  name,
  className = "max-h-96 max-w-full",
}: {
  readonly blobId: BlobId;
  /** What a screen reader says. */
  readonly name: string;
  readonly className?: string;
}) {
  const picture = usePicture(blobId);
  const frame = "rounded-3 border border-line bg-sunken";
  switch (picture.state) {
    case "loading":
      return <span className={clsx(frame, "block h-24 w-32", className)} />;
    case "failed":
      return (
        <Tip label={picture.failure.message}>
          <span
            role="img"
            aria-label={`${name}: ${picture.failure.message}`}
            tabIndex={0}
            className={clsx(frame, "inline-grid h-24 w-32 place-items-center", className)}
          >
            <Icon of={ImageOff} />
          </span>
        </Tip>
      );
    case "ready":
      return <img src={picture.url} alt={name} className={clsx(frame, "object-contain", className)} />;
  }
}
