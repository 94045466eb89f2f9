import { Tier } from "@flightdeck/contract";
import { parse } from "smol-toml";
import { z } from "zod";
import { type Glob, readGlob } from "./globs.ts";

/** Where a repository says who has to look at what. */
export const tierFile = ".flightdeck/review.toml";

const Globs = z.array(z.string().min(1).max(500)).max(1000).default([]);

/** Strict: a key that is misspelt would open the gate. */
const TierFile = z.strictObject({
  /** Of paths that no list names. */
  default: Tier.default("ai"),
  human: Globs,
  ai: Globs,
  none: Globs,
  /** Open findings from this priority up hold the landing back. */
  findings: z.enum(["P0", "P1", "P2", "P3"]).default("P1"),
  /** Whether the reviewer reads by itself what an agent has finished. */
  auto: z.boolean().default(false),
});

/** Who has to look at which path. */
export interface Tiers {
  of(path: string): Tier;
  readonly findings: "P0" | "P1" | "P2" | "P3";
  /** Whether finished work is reviewed without being asked. */
  readonly auto: boolean;
  /** Why the file cannot be read; then a person has to look at everything. */
  readonly problem?: string;
}

/** The file itself, and what decides how changes are shown: with it a branch could hide from those who read. */
const isOwn = (path: string): boolean => path.toLowerCase() === tierFile || /(?:^|\/)\.gitattributes$/i.test(path);

const strictest = ["human", "ai", "none"] as const;

/** Reads the file. Where several lists name a path the strictest holds; the file itself and attributes are always a person's. */
export function readTiers(text: string): Tiers {
  try {
    const file = TierFile.parse(parse(text));
    const lists = strictest.map((tier) => [tier, file[tier].map((glob) => globOf(tier, glob))] as const);
    return {
      findings: file.findings,
      auto: file.auto,
      of: (path) => {
        if (isOwn(path)) return "human";
        return lists.find(([, globs]) => globs.some((glob) => glob(path)))?.[0] ?? file.default;
      },
    };
  } catch (error) {
    return brokenTiers(reasonOf(error));
  }
}

/** Of a file that cannot be read: nothing is let through by mistake. */
export const brokenTiers = (why: string): Tiers => ({
  of: () => "human",
  findings: "P1",
  auto: false,
  problem: `${tierFile}: ${why}`,
});

function globOf(tier: Tier, text: string): Glob {
  try {
    return readGlob(text);
  } catch (error) {
    throw new RangeError(`"${text}" in ${tier} is no path: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    return [issue?.path.join("."), issue?.message].filter(Boolean).join(": ");
  }
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
