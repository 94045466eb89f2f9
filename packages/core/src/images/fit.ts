import type sharpModule from "sharp";
import { AppError, messageOf } from "../errors/index.ts";
import type { ImageHeader } from "./header.ts";

/** More than this along an edge no model looks at. */
export const LONGEST_EDGE = 2048;
/** A small file of great dimensions could fill the memory. */
const MOST_PIXELS = 50_000_000;
/** What goes as it is; above it a picture within the dimensions is packed anew. */
const PLAIN_BYTES = 4 << 20;

export interface FittedImage {
  readonly bytes: Buffer;
  readonly type: string;
}

type Sharp = typeof sharpModule;

/** Loaded with the first picture: a thread without one never pays for it. Undefined where the machine has no build of it. */
async function loadSharp(): Promise<Sharp | undefined> {
  try {
    const { default: sharp } = await import("sharp");
    // One thread for a picture and nothing kept of it: the host's memory is for the threads.
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  } catch {
    return undefined;
  }
}

/**
 * A picture as a model takes it: upright, one frame, no edge over 2048 pixels. Throws `image_invalid` for what cannot be
 * decoded and `image_too_large` for what must not be.
 */
export async function fitForModel(bytes: Buffer, { type, width, height }: ImageHeader): Promise<FittedImage> {
  if (width * height > MOST_PIXELS) throw new AppError("image_too_large", `${width} × ${height} pixels`);
  const fits = Math.max(width, height) <= LONGEST_EDGE && bytes.length <= PLAIN_BYTES;
  const sharp = await loadSharp();
  if (sharp === undefined) {
    if (fits) return { bytes, type };
    throw new AppError("image_too_large", "This machine has no means to make it smaller");
  }
  try {
    const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: "error" });
    const { orientation = 1, pages = 1 } = await image.metadata();
    if (fits && orientation === 1 && pages === 1) {
      await image.stats(); // decodes all of it: what a provider could not read is told here
      return { bytes, type };
    }
    const upright = image.autoOrient().resize({
      width: LONGEST_EDGE,
      height: LONGEST_EDGE,
      fit: "inside",
      withoutEnlargement: true,
    });
    const packed = type === "image/jpeg" ? upright.jpeg({ quality: 88 }) : upright.png();
    const made = await packed.toBuffer();
    if (made.length <= PLAIN_BYTES || type === "image/jpeg")
      return { bytes: made, type: type === "image/jpeg" ? type : "image/png" };
    // A photograph in a lossless format.
    return { bytes: await sharp(made).webp({ quality: 88 }).toBuffer(), type: "image/webp" };
  } catch (error) {
    throw new AppError("image_invalid", messageOf(error), { cause: error });
  }
}
