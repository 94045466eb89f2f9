import type { BinaryVersion } from "@flightdeck/contract";
import { readBlob, runGit } from "../git/index.ts";
import { imageHeader } from "../images/index.ts";

/** A larger picture is told by its size alone. */
const largest = 12 << 20;

/** One version of a file; undefined where it has none, as a submodule or on the side where the file is not. */
export async function binaryVersion(
  cwd: string,
  { mode, object }: { readonly mode: string; readonly object: string },
  signal?: AbortSignal,
): Promise<BinaryVersion | undefined> {
  if (!mode.startsWith("100")) return undefined;
  const { stdout } = await runGit(["cat-file", "-s", object], { cwd, signal });
  const size = Number(stdout.toString("utf8").trim());
  if (size > largest) return { size };
  const bytes = await readBlob(cwd, object);
  const header = imageHeader(bytes);
  if (header === undefined) return { size };
  const { type, width, height } = header;
  return { size, picture: { type, width, height, base64: bytes.toString("base64") } };
}
