import { statSync } from "node:fs";

/** Tells a folder from another one that took its place; null when there is none. */
export function identityOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  // A number alone is given again as soon as it is free.
  return found?.isDirectory() === true ? `${found.ino} ${found.birthtimeNs}` : null;
}
