import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RuleSource } from "./ruleFile.ts";

const LIMIT = 1 << 20;

/**
 * The text of a rule file. In a repository lies what anyone put there: a link could lead to a device that never ends, or
 * to a file that the agent may write. Throws for what is no plain file.
 */
export function readRuleFile({ file, scope }: Pick<RuleSource, "file" | "scope">): string {
  if (scope === "repository" && realpathSync(file) !== inRepository(file))
    throw new Error("it is a link, and links are not followed");
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error("it is not a file");
    if (stats.size > LIMIT) throw new Error("it is larger than 1 MiB");
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

/** Where `.flightdeck/rules.toml` lies when nothing below the repository's root is a link. */
const inRepository = (file: string): string => join(realpathSync(dirname(dirname(file))), ".flightdeck", "rules.toml");
