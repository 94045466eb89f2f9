import { expect, test } from "vitest";
import { imageType } from "./imageType.ts";

test("an image is what its first bytes say; markup is none", () => {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  expect([
    imageType(bytes("\u0089PNG\r\n")),
    imageType(bytes("\u00ff\u00d8\u00ff\u00e0")),
    imageType(bytes("RIFF....WEBPVP8 ")),
    imageType(bytes("<svg onload=alert(1)>")),
    imageType(bytes("")),
  ]).toEqual(["image/png", "image/jpeg", "image/webp", "application/octet-stream", "application/octet-stream"]);
});
