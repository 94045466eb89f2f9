import type { Image, ThreadId } from "@flightdeck/contract";
import { Expand, Image as ImageIcon } from "lucide-react";
import { memo, type ReactNode, useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { KeptImage } from "./KeptImage.tsx";

type Found =
  | { readonly state: "looking" }
  | { readonly state: "found"; readonly image: Image }
  | { readonly state: "failed"; readonly failure: Failure };

/**
 * A picture among a thread's files, as it is when it comes into view. Its place is as high from the first moment on as it is in
 * the end: what stands around it never moves.
 */
export const FilePicture = memo(function FilePicture({
  threadId,
  path,
  name,
  children,
}: {
  readonly threadId: ThreadId;
  readonly path: string;
  /** What it shows, for who does not see it. */
  readonly name: string;
  /** Its file, in the head. */
  readonly children: ReactNode;
}) {
  const found = useFilePicture(threadId, path);
  const [large, setLarge] = useState(false);
  const image = found.state === "found" ? found.image : undefined;
  return (
    <span
      role="group"
      aria-label="Picture"
      className="my-1 block overflow-hidden rounded-3 border border-line bg-sunken"
    >
      <span className="flex h-8 items-center gap-2 border-b border-line bg-raised pr-1 pl-2.5 text-small text-text-2">
        <Icon of={ImageIcon} size={14} />
        <span className="max-w-2/3 shrink-0 truncate">{name}</span>
        <span className="mono min-w-0 flex-1 truncate text-text-3">{children}</span>
        {image !== undefined && (
          <IconButton label="Large picture" icon={Expand} size="small" onClick={() => setLarge(true)} />
        )}
      </span>
      <span className="grid h-60 place-items-center p-2">
        {image !== undefined && (
          <KeptImage blobId={image.blob} name={name} className="max-h-56 max-w-full border-0! bg-transparent!" />
        )}
        {found.state === "failed" && <span className="px-3 text-small text-text-3">{found.failure.message}</span>}
      </span>
      {large && image !== undefined && (
        <Dialog open label={name} onClose={() => setLarge(false)} className="top-[4vh]! max-h-[92vh]! p-2">
          <KeptImage blobId={image.blob} name={name} className="max-h-[88vh] max-w-[92vw]" />
        </Dialog>
      )}
    </span>
  );
});

function useFilePicture(threadId: ThreadId, path: string): Found {
  const { client } = useApp();
  const [found, setFound] = useState<Found>({ state: "looking" });
  useEffect(() => {
    const life = new AbortController();
    client.files.picture({ threadId, path }, { signal: life.signal }).then(
      (image) => !life.signal.aborted && setFound({ state: "found", image }),
      (error: unknown) => !life.signal.aborted && setFound({ state: "failed", failure: readFailure(error) }),
    );
    return () => life.abort();
  }, [client, threadId, path]);
  return found;
}
