import { BlobId, type Image } from "@flightdeck/contract";
import type OpenAI from "openai";

export type ImagePart = OpenAI.Responses.ResponseInputImage;

const SCHEME = "flightdeck-image:";

/** A picture in the prompt: a reference to its file, for which the bytes are put in when a request is made. */
export const imagePart = ({ blob, type }: Pick<Image, "blob" | "type">): ImagePart => ({
  type: "input_image",
  image_url: `${SCHEME}${type};${blob}`,
  detail: "auto",
});

/** The file that a picture in the prompt refers to; undefined for one that carries its bytes itself. */
export function imageIn(part: { readonly image_url?: string | null }): Pick<Image, "blob" | "type"> | undefined {
  const [, type, blob] = /^flightdeck-image:(image\/\w+);([0-9a-f]{64})$/.exec(part.image_url ?? "") ?? [];
  return type === undefined || blob === undefined ? undefined : { type, blob: BlobId.parse(blob) };
}
