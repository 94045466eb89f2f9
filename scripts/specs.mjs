import { readdirSync } from "node:fs";
import { path } from "./workspace.mjs";

/**
 * What Playwright is told so that it runs the specs which a person names: it compares a word with the whole path of a
 * file, of which the checkout's own folder is a part. The words come first, then options, which stay as they are.
 * @param {readonly string[]} words
 * @param {string} [folder]
 */
export function specArguments(words, folder = path("e2e")) {
  const first = words.findIndex((word) => word.startsWith("-"));
  const names = first < 0 ? words : words.slice(0, first);
  const specs = readdirSync(folder).filter((file) => file.endsWith(".spec.ts"));
  const chosen = names.flatMap((name) => {
    const [, word = "", line = ""] = /^(?:e2e\/)?(.*?)(:\d+)?$/.exec(name) ?? [];
    const found = specs.filter((spec) => spec.toLowerCase().includes(word.toLowerCase()));
    if (found.length === 0) throw new Error(`There is no spec "${name}". There are: ${specs.join(", ")}`);
    return found.map((spec) => `[/\\\\]${spec.replaceAll(".", "\\.")}$${line}`);
  });
  return [...chosen, ...words.slice(names.length)];
}
