import type { Image } from "@flightdeck/contract";
import type { Blobs } from "../blobs/index.ts";
import { AppError } from "../errors/index.ts";
import { fitForModel } from "./fit.ts";
import { imageHeader } from "./header.ts";

/** Bytes that a picture may have. */
const IMAGE_LIMIT = 20 << 20;

/** The pictures in threads: files beside the database, in the size that models take. */
export interface Images {
  /** Keeps a picture. Throws `image_invalid`, `image_too_large`, `disk_full`. */
  add(name: string, bytes: Buffer): Promise<Image>;
  /** For a request to a model; undefined when the file is gone. */
  dataUrl(image: Pick<Image, "blob" | "type">): Promise<string | undefined>;
}

export function openImages(blobs: Pick<Blobs, "keep" | "read">): Images {
  let before: Promise<unknown> = Promise.resolve();
  /** One after the other: a small file can be a picture of 200 MB, and a model may look at many at once. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = before.then(work);
    before = mine.catch(() => undefined);
    return mine;
  };
  return {
    add: async (name, bytes) => {
      if (bytes.length > IMAGE_LIMIT) throw new AppError("image_too_large", `${bytes.length} bytes`);
      const header = imageHeader(bytes);
      if (header === undefined) throw new AppError("image_invalid", name);
      const fitted = await inTurn(() => fitForModel(bytes, header));
      return { blob: await blobs.keep(fitted.bytes), name, type: fitted.type };
    },
    dataUrl: async ({ blob, type }) => {
      try {
        return `data:${type};base64,${(await blobs.read(blob)).toString("base64")}`;
      } catch {
        return undefined; // gone, or not to be read: for the model that is the same
      }
    },
  };
}
