import { existsSync, readFileSync } from "node:fs";
import {
  builtInProfiles,
  type PermissionProfile,
  type ProviderSettings,
  type SettingProblem,
  Settings,
  settingWords,
  type SettingsEvent,
  type ThreadSettings,
} from "@flightdeck/contract";
import { parse, stringify } from "smol-toml";
import { AppError, messageOf } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import { replaceFile } from "./replaceFile.ts";

export interface SettingsChange {
  readonly theme?: Settings["theme"];
  readonly notifications?: Partial<Settings["notifications"]>;
  readonly reading?: Partial<Settings["reading"]>;
  readonly composer?: Partial<Settings["composer"]>;
  readonly editor?: string;
  readonly terminal?: Partial<Settings["terminal"]>;
  readonly welcomed?: boolean;
  readonly thread?: Partial<ThreadSettings>;
  /** Null takes a value away. */
  readonly provider?: { readonly [Key in keyof Settings["provider"]]?: Settings["provider"][Key] | null };
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
  readonly git?: Partial<Settings["git"]>;
  /** Null leaves the effort to the model. */
  readonly review?: Partial<Omit<Settings["review"], "effort">> & {
    readonly effort?: Settings["review"]["effort"] | null;
  };
  readonly automations?: Partial<Settings["automations"]>;
  readonly machine?: Partial<Omit<Settings["machine"], "heavyCommands">> & {
    readonly heavyCommands?: number | null | undefined;
  };
}

/** These are given as a whole; of every other section a change names only the keys that it is about. */
const wholes: ReadonlySet<string> = new Set(["profiles"]);

/** `config.toml`: what the person set, over the defaults. */
export interface SettingsFile {
  current(): Settings;
  /** A permission profile by its name: the person's own, or one of those that everyone has. */
  profile(name: string): PermissionProfile | undefined;
  /** Writes the file, then tells the watchers. Throws `setting_invalid`, `disk_full`. */
  update(change: SettingsChange): Settings;
  /** Takes a key out of the file. Throws as `update` does. */
  reset(path: readonly string[]): Settings;
  /** The file, made when there is none. */
  touch(): string;
  /** Reads the file again, and tells the watchers when it says something else. */
  reload(): Settings;
  watch(signal: AbortSignal): AsyncGenerator<SettingsEvent, void, void>;
}

/** Reads the file. What it does not understand is reported as a problem and left in the file; the default holds. */
export function openSettings(path: string, environment: Environment = {}): SettingsFile {
  const feed = new Feed<SettingsEvent>({ frame: 16, limit: 1_000 });
  const first = readFile(path);
  let state = toEvent(first, environment);

  /** It may have been edited by hand since it was last read. */
  const readToWrite = (): Record<string, unknown> => {
    const { raw, broken } = readFile(path);
    if (broken === undefined) return raw;
    throw new AppError(
      "setting_invalid",
      "config.toml is not valid TOML; mend it first, so that nothing in it is lost",
    );
  };
  const write = (changed: Record<string, unknown>): Settings => {
    const raw = JSON.parse(JSON.stringify(changed)) as Record<string, unknown>; // drops undefined keys
    replaceFile(path, stringify(raw));
    state = toEvent({ raw }, environment);
    feed.publish(state);
    return state.settings;
  };

  return {
    current: () => state.settings,
    profile: (name) =>
      [state.settings.profiles, builtInProfiles]
        .map((known) => (Object.hasOwn(known, name) ? known[name] : undefined))
        .find(Boolean),
    update: (change) => {
      const raw = readToWrite();
      const changed: Record<string, unknown> = { ...raw, ...change };
      for (const [name, value] of Object.entries(change))
        if (typeof value === "object" && !wholes.has(name))
          changed[name] = { ...section(tabled(name, raw[name])), ...withoutNulls(value) };
      return write(changed);
    },
    reset: (key) => {
      const raw = readToWrite();
      if (has(raw, key)) forget(raw, key);
      return write(raw);
    },
    touch: () => {
      if (!existsSync(path)) replaceFile(path, "");
      return path;
    },
    reload: () => {
      const read = toEvent(readFile(path), environment);
      if (JSON.stringify(read) !== JSON.stringify(state)) {
        state = read;
        feed.publish(read);
      }
      return state.settings;
    },
    watch: async function* (signal) {
      const deliveries = feed.watch(signal);
      yield state;
      for await (const delivery of deliveries) {
        if (delivery === "overrun") yield state;
        else yield* delivery.events;
      }
    },
  };
}

/** Variables that some settings are taken from where the file says nothing. */
export type Environment = Readonly<Record<string, string | undefined>>;

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

/** A section as a table: the older form of one is a word. */
const tabled = (name: string, value: unknown): unknown =>
  name === "notifications" && typeof value === "string" ? { when: value } : value;

const section = (value: unknown): Record<string, unknown> => (isTable(value) ? { ...value } : {});

/** A null takes the key out of the file. */
const withoutNulls = (changes: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, value ?? undefined]));

function toEvent({ raw, broken }: Read, environment: Environment): SettingsEvent {
  const { settings, problems, valid } = understand(raw);
  return {
    settings,
    problems: broken === undefined ? problems : [{ path: [], message: broken }],
    origins: {
      ...(environment.OPENAI_BASE_URL && { "provider.baseUrl": "environment" as const }),
      ...Object.fromEntries(pathsIn(valid).map((path) => [path, "config.toml" as const])),
    },
  };
}

/** Every path with dots to a value, and to each table on the way. */
const pathsIn = (table: Record<string, unknown>, before = ""): readonly string[] =>
  Object.entries(table).flatMap(([key, value]) => {
    const path = `${before}${key}`;
    return isTable(value) ? [path, ...pathsIn(value, `${path}.`)] : [path];
  });

/** Takes what is valid, key by key: one wrong value must not cost the others. */
function understand(raw: Record<string, unknown>): {
  settings: Settings;
  problems: SettingProblem[];
  valid: Record<string, unknown>;
} {
  const valid = structuredClone(raw);
  const problems: SettingProblem[] = [];
  for (;;) {
    const parsed = Settings.safeParse(valid);
    if (parsed.success) return { settings: parsed.data, problems, valid };
    for (const issue of parsed.error.issues) {
      problems.push({ path: issue.path.map(String), message: settingWords(issue) });
      forget(valid, issue.path);
    }
  }
}

/**
 * Takes out what a path leads to, or the innermost thing on the way when a part of that is missing. A list goes as a
 * whole: with a hole in it, it would be as wrong as before.
 */
function forget(raw: Record<string, unknown>, path: readonly PropertyKey[]): void {
  let [owner, name] = [raw, String(path[0])];
  for (const part of path.slice(1).map(String)) {
    const value = owner[name];
    if (!isTable(value) || !Object.hasOwn(value, part)) break;
    [owner, name] = [value, part];
  }
  delete owner[name];
}

const has = (raw: Record<string, unknown>, [name = "", ...rest]: readonly string[]): boolean =>
  Object.hasOwn(raw, name) && (rest.length === 0 || (isTable(raw[name]) && has(raw[name], rest)));

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
