import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@flightdeck/testkit";
import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { openBlobs } from "../blobs/index.ts";
import { AppError } from "../errors/index.ts";
import { imageHeader } from "./header.ts";
import { openImages } from "./images.ts";

type Format = "png" | "jpeg" | "gif" | "webp";

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 40, b: 40 } } });
const made = (format: Format, width: number, height: number) => picture(width, height).toFormat(format).toBuffer();

async function images() {
  const home = await temporaryFolder();
  const blobs = openBlobs(join(home.path, "blobs"));
  return { blobs, ...openImages(blobs), [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

test("a picture's kind and size are read from its bytes, whatever its name says", async () => {
  const sizes = [
    [1, 1],
    [300, 2],
    [17, 4000],
  ] as const;
  const lossless = await picture(300, 2).webp({ lossless: true }).toBuffer();
  const transparent = await picture(300, 2).ensureAlpha(0.5).webp().toBuffer();
  expect([imageHeader(lossless), imageHeader(transparent)]).toEqual(
    Array(2).fill({ type: "image/webp", width: 300, height: 2 }),
  );
  for (const format of ["png", "jpeg", "gif", "webp"] as const) {
    for (const [width, height] of sizes) {
      expect(imageHeader(await made(format, width, height))).toEqual({ type: `image/${format}`, width, height });
    }
  }
});

test("bytes that are cut or broken anywhere have a header or none, and never an error", async () => {
  const all = await Promise.all((["png", "jpeg", "gif", "webp"] as const).map((format) => made(format, 30, 20)));
  fc.assert(
    fc.property(
      fc.constantFrom(...all),
      fc.nat(400),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 5 }),
      (bytes, length, edits) => {
        const broken = Buffer.from(bytes.subarray(0, length));
        for (const [at, value] of edits) if (at < broken.length) broken[at] = value;
        const header = imageHeader(broken);
        expect(header === undefined || (header.width > 0 && header.height > 0)).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});

test("a picture that models take as it is is kept byte for byte", async () => {
  await using on = await images();
  for (const format of ["png", "jpeg", "gif", "webp"] as const) {
    const bytes = await made(format, 640, 480);
    const image = await on.add("a picture", bytes);
    expect([image.name, image.type, await on.blobs.read(image.blob)]).toEqual(["a picture", `image/${format}`, bytes]);
  }
});

test("a larger one is made smaller, in its proportions", async () => {
  await using on = await images();
  const sizes = [];
  for (const format of ["png", "jpeg", "gif", "webp"] as const) {
    const image = await on.add("large", await made(format, 3000, 1500));
    sizes.push(imageHeader(await on.blobs.read(image.blob)), image.type);
  }
  const size = { width: 2048, height: 1024 };
  expect(sizes).toEqual([
    { type: "image/png", ...size },
    "image/png",
    { type: "image/jpeg", ...size },
    "image/jpeg",
    { type: "image/png", ...size },
    "image/png",
    { type: "image/png", ...size },
    "image/png",
  ]);
});

test("a photograph that lies on its side is turned upright", async () => {
  await using on = await images();
  const bytes = await picture(40, 20).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const image = await on.add("photo.jpg", bytes);
  expect(imageHeader(await on.blobs.read(image.blob))).toEqual({ type: "image/jpeg", width: 20, height: 40 });
});

test("of a film the first frame goes", async () => {
  await using on = await images();
  const other = picture(30, 20).negate().png().toBuffer();
  const frames = await Promise.all([made("png", 30, 20), other]);
  const film = await sharp(frames, { join: { animated: true } })
    .gif({ delay: [50, 50] })
    .toBuffer();
  const image = await on.add("film.gif", film);
  expect(imageHeader(await on.blobs.read(image.blob))).toEqual({ type: "image/png", width: 30, height: 20 });
});

test("pictures are decoded one after the other, and one that is broken holds up none", async () => {
  await using on = await images();
  const done: string[] = [];
  const add = (name: string, bytes: Buffer) =>
    on.add(name, bytes).then(
      () => done.push(name),
      () => done.push(`${name} broke`),
    );
  const [large, small] = await Promise.all([made("png", 5000, 5000), made("png", 2, 2)]);
  const cut = (await made("jpeg", 640, 480)).subarray(0, 1500);
  await Promise.all([add("large", large), add("cut", cut), add("small", small)]);
  expect(done).toEqual(["large", "cut broke", "small"]);
});

/** A PNG of a few bytes that says it has so many pixels. */
function bomb(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "latin1");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

test("what is no picture, cannot be decoded or would fill the memory is refused, and nothing of it is kept", async () => {
  await using home = await temporaryFolder();
  const on = openImages(openBlobs(join(home.path, "blobs")));
  const cut = (await made("jpeg", 640, 480)).subarray(0, 1500);
  const add = (bytes: Buffer) => on.add("picture", bytes).catch((error: unknown) => (error as { code: string }).code);
  expect({
    text: await add(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")),
    empty: await add(Buffer.alloc(0)),
    cut: await add(cut),
    bomb: await add(bomb(50_000, 50_000)),
    endless: await add(bomb(0xffffffff, 0xffffffff)),
    large: await add(Buffer.alloc((20 << 20) + 1)),
    kept: existsSync(join(home.path, "blobs")) ? readdirSync(join(home.path, "blobs")) : [],
  }).toEqual({
    text: "image_invalid",
    empty: "image_invalid",
    cut: "image_invalid",
    bomb: "image_too_large",
    endless: "image_too_large",
    large: "image_too_large",
    kept: [],
  });
});

test("a file's picture is the one that it is now, read again only when the file changed", async () => {
  await using on = await images();
  await using folder = await temporaryFolder();
  const path = join(folder.path, "chart.png");
  const [red, wide] = [await made("png", 4, 4), await made("png", 8, 4)];
  await writeFile(path, red);
  const first = await on.ofFile(path);
  const again = await on.ofFile(path);
  await writeFile(path, wide);
  const later = await on.ofFile(path);
  expect({
    first: { ...first, bytes: (await on.blobs.read(first.blob)).equals(red) },
    same: again === first,
    later: (await on.blobs.read(later.blob)).equals(wide),
  }).toEqual({
    first: { blob: first.blob, name: "chart.png", type: "image/png", bytes: true },
    same: true,
    later: true,
  });
});

test("what is no picture, no file or too large is refused, and a pipe holds nobody up", async () => {
  await using on = await images();
  await using folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await writeFile(at("words.png"), "words");
  await writeFile(at("large.png"), "");
  await truncate(at("large.png"), (20 << 20) + 1);
  await symlink(at("words.png"), at("link.png"));
  execFileSync("mkfifo", [at("pipe.png")]);
  const codes = ["words.png", "large.png", "link.png", "pipe.png", "gone.png", "."].map((name) =>
    on.ofFile(at(name)).then(
      () => "read",
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    ),
  );
  expect(await Promise.all(codes)).toEqual([
    "image_invalid",
    "image_too_large",
    "file_not_found",
    "image_invalid",
    "file_not_found",
    "image_invalid",
  ]);
});
