import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import type { Image } from "@flightdeck/contract";
import type { Blobs } from "../blobs/index.ts";
import { AppError, messageOf } from "../errors/index.ts";
import { fitForModel } from "./fit.ts";
import { imageHeader } from "./header.ts";

/** Bytes that a picture may have. */
const IMAGE_LIMIT = 20 << 20;

/** Files whose pictures need not be read again while they stay as they are. */
const SEEN = 64;

/** The pictures in threads: files beside the database, in the size that models take. */
export interface Images {
  /** Keeps a picture. Throws `image_invalid`, `image_too_large`, `disk_full`. */
  add(name: string, bytes: Buffer): Promise<Image>;
  /** Keeps a file's picture as it is now. Throws like `add`, and `file_not_found`. */
  ofFile(path: string): Promise<Image>;
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
  const add = async (name: string, bytes: Buffer): Promise<Image> => {
    if (bytes.length > IMAGE_LIMIT) throw new AppError("image_too_large", `${bytes.length} bytes`);
    const header = imageHeader(bytes);
    if (header === undefined) throw new AppError("image_invalid", name);
    return await inTurn(async () => {
      const fitted = await fitForModel(bytes, header);
      return { blob: await blobs.keep(fitted.bytes), name, type: fitted.type };
    });
  };
  /** What the files looked at last were, by what tells that they changed. */
  const seen = new Map<string, Image>();
  return {
    add,
    ofFile: async (path) => {
      await using file = await openFile(path);
      const stats = await file.stat();
      if (!stats.isFile()) throw new AppError("image_invalid", "It is not a file");
      if (stats.size > IMAGE_LIMIT) throw new AppError("image_too_large", `${stats.size} bytes`);
      const key = `${path}\0${stats.ino}\0${stats.size}\0${stats.mtimeMs}`;
      const image = seen.get(key) ?? (await add(basename(path).slice(-255), await file.readFile()));
      seen.delete(key);
      seen.set(key, image);
      for (const old of [...seen.keys()].slice(0, -SEEN)) seen.delete(old);
      return image;
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

/** A pipe or a device is opened without waiting for anybody at its other end. */
async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    throw new AppError("file_not_found", messageOf(error), { cause: error });
  }
}
