import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";

/** Looks under way at once: a big folder must not keep the rest of the host from its files. */
const AT_ONCE = 8;

/**
 * What a folder takes on disk, ignored files too. Links are not followed, a file with several names counts once, and what
 * vanishes meanwhile counts nothing.
 */
export async function sizeOf(folder: string, signal?: AbortSignal): Promise<number> {
  const seen = new Set<string>();
  const folders = [folder];
  let bytes = 0;
  const measure = async (path: string): Promise<void> => {
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined) return;
    if (found.nlink > 1 && !found.isDirectory()) {
      const name = `${found.dev}:${found.ino}`;
      if (seen.has(name)) return;
      seen.add(name);
    }
    // Windows has no blocks.
    bytes += found.blocks === undefined ? found.size : found.blocks * 512;
    if (found.isDirectory()) folders.push(path);
  };
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entries = await opendir(next).catch(() => undefined);
    if (entries === undefined) continue;
    let batch: Promise<void>[] = [];
    for await (const entry of entries) {
      signal?.throwIfAborted();
      batch.push(measure(join(next, entry.name)));
      if (batch.length < AT_ONCE) continue;
      await Promise.all(batch);
      batch = [];
    }
    await Promise.all(batch);
  }
  return bytes;
}
