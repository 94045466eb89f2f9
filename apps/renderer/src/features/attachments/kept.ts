import { AttachedFile, Image } from "@flightdeck/contract";
import type { Extras } from "../composer/message.ts";

/** Pictures and files beside a draft, as a text that is kept like one; nothing is an empty text. */
export const writeKept = (extras: Extras): string => (Object.keys(extras).length === 0 ? "" : JSON.stringify(extras));

/** What was kept; what makes no sense is nothing. */
export function readKept(text: string): Extras {
  try {
    const { images, attachments } = JSON.parse(text === "" ? "{}" : text) as Readonly<Record<string, unknown>>; // looked at here
    return {
      images: Image.array().optional().parse(images),
      attachments: AttachedFile.array().optional().parse(attachments),
    };
  } catch {
    return {};
  }
}
