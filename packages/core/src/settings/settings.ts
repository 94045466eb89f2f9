import { existsSync, readFileSync } from "node:fs";
import {
  builtInProfiles,
  type PermissionProfile,
  type ProviderSettings,
  Settings,
  type SettingsEvent,
  type ThreadSettings,
} from "@flightdeck/contract";
import { parse, stringify } from "smol-toml";
import { AppError, messageOf } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import { replaceFile } from "./replaceFile.ts";

export interface SettingsChange {
  readonly theme?: Settings["theme"];
  readonly notifications?: Settings["notifications"];
  readonly reading?: Partial<Settings["reading"]>;
  readonly editor?: string;
  readonly terminal?: Partial<Settings["terminal"]>;
  readonly welcomed?: boolean;
  readonly thread?: Partial<ThreadSettings>;
  readonly provider?: Settings["provider"];
  /** Null takes a provider away. */
  readonly providers?: { readonly [id: string]: ProviderSettings | null };
  /** As a whole. */
  readonly profiles?: Settings["profiles"];
  readonly agent?: Partial<Settings["agent"]>;
  /** Null takes a limit away, or the default again. */
  readonly budgets?: { readonly [scope in keyof Settings["budgets"]]?: number | null };
  /** Null takes a value away. */
  readonly voice?: { readonly [Key in keyof Settings["voice"]]?: Settings["voice"][Key] | null };
  /** Null takes the window's own keys again. */
  readonly keys?: { readonly [act: string]: readonly string[] | null };
  readonly machine?: Partial<Omit<Settings["machine"], "heavyCommands">> & {
    readonly heavyCommands?: number | null | undefined;
  };
}

/** Of these a change names only the keys that it is about. */
const sections = [
  "thread",
  "reading",
  "provider",
  "providers",
  "agent",
  "terminal",
  "machine",
  "budgets",
  "voice",
  "keys",
] as const;

/** `config.toml`: what the person set, over the defaults. */
export interface SettingsFile {
  current(): Settings;
  /** A permission profile by its name: the person's own, or one of those that everyone has. */
  profile(name: string): PermissionProfile | undefined;
  /** Writes the file, then tells the watchers. Throws `setting_invalid`, `disk_full`. */
  update(change: SettingsChange): Settings;
  watch(signal: AbortSignal): AsyncGenerator<SettingsEvent, void, void>;
}

/** Reads the file. What it does not understand is reported as a problem and left in the file; the default holds. */
export function openSettings(path: string): SettingsFile {
  const feed = new Feed<SettingsEvent>({ frame: 16, limit: 1_000 });
  const first = readFile(path);
  let { settings: current, problems } = understand(first.raw);
  if (first.broken !== undefined) problems = [first.broken, ...problems];

  return {
    current: () => current,
    profile: (name) =>
      [current.profiles, builtInProfiles]
        .map((known) => (Object.hasOwn(known, name) ? known[name] : undefined))
        .find(Boolean),
    update: (change) => {
      // It may have been edited by hand since it was last read.
      const { raw, broken } = readFile(path);
      if (broken !== undefined)
        throw new AppError(
          "setting_invalid",
          "config.toml is not valid TOML; mend it first, so that nothing in it is lost",
        );
      const changed: Record<string, unknown> = { ...raw, ...change };
      for (const name of sections)
        if (change[name]) changed[name] = { ...section(raw[name]), ...withoutNulls(section(change[name])) };
      const next = JSON.parse(JSON.stringify(changed)) as Record<string, unknown>; // drops undefined keys
      replaceFile(path, stringify(next));
      ({ settings: current, problems } = understand(next));
      feed.publish({ settings: current, problems });
      return current;
    },
    watch: async function* (signal) {
      const deliveries = feed.watch(signal);
      yield { settings: current, problems };
      for await (const delivery of deliveries) {
        if (delivery === "overrun") yield { settings: current, problems };
        else yield* delivery.events;
      }
    },
  };
}

interface Read {
  readonly raw: Record<string, unknown>;
  /** Why nothing of the file counts. */
  readonly broken?: string;
}

function readFile(path: string): Read {
  if (!existsSync(path)) return { raw: {} };
  try {
    return { raw: parse(readFileSync(path, "utf8")) };
  } catch (error) {
    const [reason] = messageOf(error).split("\n");
    return { raw: {}, broken: `config.toml is not valid TOML, so the defaults hold: ${reason}` };
  }
}

const section = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

/** A null takes the key out of the file. */
const withoutNulls = (changes: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, value ?? undefined]));

/** Takes what is valid, key by key: one wrong value must not cost the others. */
function understand(raw: Record<string, unknown>): { settings: Settings; problems: string[] } {
  const rest = structuredClone(raw);
  const problems: string[] = [];
  for (;;) {
    const parsed = Settings.safeParse(rest);
    if (parsed.success) return { settings: parsed.data, problems };
    for (const issue of parsed.error.issues) {
      problems.push(`${issue.path.join(".")}: ${issue.message}`);
      forget(rest, issue.path);
    }
  }
}

/** Takes out what a path leads to. A list goes as a whole: with a hole in it, it would be as wrong as before. */
function forget(raw: Record<string, unknown>, path: readonly PropertyKey[]): void {
  let owner = raw;
  for (const [index, name] of path.entries()) {
    const value = owner[String(name)];
    const last = index === path.length - 1;
    if (last || typeof value !== "object" || value === null || Array.isArray(value)) {
      delete owner[String(name)];
      return;
    }
    owner = value as Record<string, unknown>; // an object that is no list
  }
}
