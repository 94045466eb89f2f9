import type { Image } from "@flightdeck/contract";
import { useState } from "react";
import { Dialog } from "../../ui/Dialog.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { KeptImage } from "./KeptImage.tsx";

/** Pictures side by side, small; one that is pressed is shown large. */
export function ImageStrip({ images }: { readonly images: readonly Image[] }) {
  const [large, setLarge] = useState<Image>();
  return (
    <>
      <ul aria-label="Pictures" className="flex flex-wrap gap-1.5">
        {images.map((image, index) => (
          <li key={`${image.blob}:${index}`}>
            <button
              type="button"
              title={visibleName(image.name)}
              aria-label={`Show ${visibleName(image.name)}`}
              onClick={() => setLarge(image)}
              className="block rounded-3"
            >
              <KeptImage blobId={image.blob} name="" className="h-16 w-auto max-w-40" />
            </button>
          </li>
        ))}
      </ul>
      {large !== undefined && (
        <Dialog open onClose={() => setLarge(undefined)} label={visibleName(large.name)} className="p-2">
          <KeptImage blobId={large.blob} name={visibleName(large.name)} className="max-h-[70vh] max-w-[80vw]" />
        </Dialog>
      )}
    </>
  );
}
