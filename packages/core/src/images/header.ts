/** What the first bytes of a picture say of it; nothing of it is decoded. */
export interface ImageHeader {
  readonly type: "image/png" | "image/jpeg" | "image/gif" | "image/webp";
  readonly width: number;
  readonly height: number;
}

/** Reads a picture's kind and size from its bytes, whatever its name says; undefined when it is none of the four. */
export function imageHeader(bytes: Buffer): ImageHeader | undefined {
  const starts = (text: string, at = 0): boolean => bytes.toString("latin1", at, at + text.length) === text;
  try {
    if (starts("\x89PNG\r\n\x1a\n")) return sized("image/png", bytes.readUInt32BE(16), bytes.readUInt32BE(20));
    if (starts("GIF87a") || starts("GIF89a")) return sized("image/gif", bytes.readUInt16LE(6), bytes.readUInt16LE(8));
    if (starts("RIFF") && starts("WEBP", 8)) return webp(bytes);
    if (starts("\xff\xd8\xff")) return jpeg(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // it ends before its size is told
  }
  return undefined;
}

const sized = (type: ImageHeader["type"], width: number, height: number): ImageHeader | undefined =>
  width > 0 && height > 0 ? { type, width, height } : undefined;

/** The three kinds of WebP keep their size in three ways. */
function webp(bytes: Buffer): ImageHeader | undefined {
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8X":
      return sized("image/webp", bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1);
    case "VP8L": {
      const size = bytes.readUInt32LE(21);
      return sized("image/webp", (size & 0x3fff) + 1, ((size >> 14) & 0x3fff) + 1);
    }
    case "VP8 ":
      return sized("image/webp", bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
    default:
      return undefined;
  }
}

/** Frames that hold no size: tables and an arithmetic coder's conditioning. */
const noSize = new Set([0xc4, 0xc8, 0xcc]);

/** Walks from segment to segment until the one that tells the frame's size. */
function jpeg(bytes: Buffer): ImageHeader | undefined {
  let at = 2;
  for (;;) {
    if (bytes.readUInt8(at) !== 0xff) return undefined;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else if (marker >= 0xc0 && marker <= 0xcf && !noSize.has(marker))
      return sized("image/jpeg", bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    else if (marker === 0xd9 || marker === 0xda) return undefined;
    else at += 2 + bytes.readUInt16BE(at + 2);
  }
}
