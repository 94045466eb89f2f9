import { existsSync, readFileSync, renameSync } from "node:fs";
import { z } from "zod";
import { replaceFile } from "./replaceFile.ts";

/** The operating system's keychain, where there is one: encrypts what the file keeps. */
export interface SecretBox {
  encrypt(text: string): Promise<string | undefined>;
  decrypt(base64: string): Promise<string | undefined>;
}

/** Keys of model providers. They leave the host only towards their provider. */
export interface Secrets {
  get(name: string): string | undefined;
  /** Empty text takes the secret away. Rejects with `disk_full`, and then the old one holds. */
  set(name: string, value: string): Promise<void>;
}

const File = z.record(z.string(), z.union([z.string(), z.object({ sealed: z.string() })]));

/**
 * Opens the file (mode 0600). With a keychain the values in it are encrypted, without one they are plain. A file that
 * cannot be read counts as empty, and is moved aside before another one takes its place.
 */
export async function openSecrets(path: string, box?: SecretBox): Promise<Secrets> {
  const read = readSecrets(path);
  let kept = read ?? {};
  let broken = read === undefined;
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(kept)) {
    const text = typeof value === "string" ? value : await box?.decrypt(value.sealed);
    if (text !== undefined) values.set(name, text);
  }
  return {
    get: (name) => values.get(name),
    set: async (name, value) => {
      const sealed = value === "" ? undefined : await box?.encrypt(value);
      const { [name]: _old, ...next } = kept;
      if (value !== "") next[name] = sealed === undefined ? value : { sealed };
      if (broken) renameSync(path, `${path}.broken`);
      broken = false;
      replaceFile(path, JSON.stringify(next));
      kept = next;
      if (value === "") values.delete(name);
      else values.set(name, value);
    },
  };
}

function readSecrets(path: string): z.infer<typeof File> | undefined {
  if (!existsSync(path)) return {};
  try {
    return File.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined; // cut by a crash, or a slip of an editor: keys can be given again, the rest must go on
  }
}
