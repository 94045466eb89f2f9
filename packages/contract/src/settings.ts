import { z } from "zod";
import { AutomationSettings } from "./background.ts";
import { command, output, watch } from "./define.ts";
import { GitSettings } from "./git.ts";
import { KeyChange, KeySettings } from "./keys.ts";
import { MachineSettings } from "./machine.ts";
import { ModelSettings, ProviderSettings } from "./model.ts";
import { NotificationSettings } from "./notification.ts";
import { PermissionProfile, ReasoningEffort, ThreadSettings } from "./permissions.ts";
import { Budgets } from "./usage.ts";
import { VoiceSettings } from "./voice.ts";

/** What `config.toml` holds. Every key has a default. */
export const Settings = z.object({
  theme: z.enum(["system", "light", "dark"]).default("system"),
  /** A word alone, as it was once written, says when. */
  notifications: z
    .preprocess((value) => (typeof value === "string" ? { when: value } : value), NotificationSettings)
    .prefault({}),
  reading: z
    .object({
      /** Answers that come fast appear at a pace that can be read; off, each piece appears as it comes. */
      pace: z.boolean().default(true),
    })
    .default({ pace: true }),
  composer: z
    .object({
      /** The key that sends a message. With mod-enter Enter breaks the line, and Ctrl or Cmd with Enter sends. */
      send: z.enum(["enter", "mod-enter"]).default("enter"),
    })
    .default({ send: "enter" }),
  /** Where files open: the name of a known editor, or a command with {file}, {line} and {column}; empty is the first found. */
  editor: z.string().max(500).default(""),
  terminal: z
    .object({
      /** In pixels. */
      fontSize: z.int().min(8).max(32).default(12),
      /** Says aloud what is printed, through lines that a screen reader finds. */
      screenReader: z.boolean().default(false),
    })
    .default({ fontSize: 12, screenReader: false }),
  /** The first run's questions were answered or skipped. */
  welcomed: z.boolean().default(false),
  /** What a new thread starts with; without a model the best one at hand. */
  thread: ThreadSettings.partial()
    .extend({
      sandbox: ThreadSettings.shape.sandbox.default("workspace-write"),
      approval: ThreadSettings.shape.approval.default("on-request"),
    })
    .default({ sandbox: "workspace-write", approval: "on-request" }),
  /** The first provider; its Responses over WebSocket are tried at its own address, elsewhere when this says so. */
  provider: z.object({ baseUrl: z.string().optional(), websocket: z.boolean().optional() }).default({}),
  providers: z
    .record(
      z
        .string()
        .regex(/^[a-z0-9-]+$/)
        .max(40),
      ProviderSettings,
    )
    .default({}),
  models: z.record(z.string().min(1).max(200), ModelSettings).default({}),
  /** Permission profiles by name, beside the three that are built in. */
  profiles: z.record(z.string().min(1).max(60), PermissionProfile).default({}),
  agent: z
    .object({
      personality: z.enum(["pragmatic", "friendly", "own"]).default("pragmatic"),
      /** How the agent talks and works, with personality "own". */
      personalityText: z.string().max(4000).default(""),
      /** What every agent of this person should know. */
      instructions: z.string().max(16_000).default(""),
      /** Names looked for in each folder after AGENTS.override.md and AGENTS.md. */
      instructionFiles: z.array(z.string().min(1).max(100)).max(10).default([]),
      /** Percent of the model's window at which the conversation is made shorter. */
      compactAtPercent: z.int().min(20).max(95).default(90),
    })
    .default({
      personality: "pragmatic",
      personalityText: "",
      instructions: "",
      instructionFiles: [],
      compactAtPercent: 90,
    }),
  git: GitSettings.prefault({}),
  review: z
    .object({
      /** Who reviews; empty is the model of the thread. */
      model: z.string().max(200).default(""),
      effort: ReasoningEffort.optional(),
      /** What the reviewer should know or look for, in every project. */
      instructions: z.string().max(16_000).default(""),
      /** Whether it reads by itself what an agent has finished. A project can ask for it, too. */
      auto: z.boolean().default(false),
    })
    .default({ model: "", instructions: "", auto: false }),
  machine: MachineSettings.default({ cpuPercent: 90, memoryPercent: 75 }),
  automations: AutomationSettings.prefault({}),
  budgets: Budgets.default({}),
  voice: VoiceSettings.prefault({}),
  keys: KeySettings.default({}),
});
export type Settings = z.infer<typeof Settings>;

/** Something in config.toml that was not understood; the default holds in its place. */
export interface SettingProblem {
  /** Of the key, part by part; empty when it is the whole file. */
  readonly path: readonly string[];
  readonly message: string;
}

export type SettingsEvent = {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
  /** Where the keys that are not at their defaults come from, by their path with dots. */
  readonly origins: Readonly<Record<string, SettingOrigin>>;
};
export type SettingOrigin = "config.toml" | "environment";

/** Some keys of a section. A key that is left out stays as it is, where `partial` alone would set it to its default. */
function withoutDefaults<Shape extends z.ZodRawShape>(section: z.ZodObject<Shape>) {
  const shape = Object.fromEntries(
    Object.entries(section.shape).map(([key, type]) => [key, type instanceof z.ZodDefault ? type.unwrap() : type]),
  ) as { [Key in keyof Shape]: Shape[Key] extends z.ZodDefault<infer Inner> ? Inner : Shape[Key] }; // key by key, above
  return z.object(shape).partial();
}

/** Some settings, to be changed: of each section the keys that the change is about. */
export const SettingsUpdate = z.object({
  theme: Settings.shape.theme.unwrap().optional(),
  notifications: withoutDefaults(NotificationSettings).optional(),
  reading: withoutDefaults(Settings.shape.reading.unwrap()).optional(),
  composer: withoutDefaults(Settings.shape.composer.unwrap()).optional(),
  editor: Settings.shape.editor.unwrap().optional(),
  terminal: withoutDefaults(Settings.shape.terminal.unwrap()).optional(),
  welcomed: z.boolean().optional(),
  thread: ThreadSettings.partial().optional(),
  /** Null leaves it to the address. */
  provider: z.object({ websocket: z.boolean().nullable() }).optional(),
  profiles: Settings.shape.profiles.unwrap().optional(),
  agent: withoutDefaults(Settings.shape.agent.unwrap()).optional(),
  git: withoutDefaults(GitSettings).optional(),
  /** Null for `effort` leaves it to the model. */
  review: withoutDefaults(Settings.shape.review.unwrap())
    .extend({ effort: ReasoningEffort.nullable().optional() })
    .optional(),
  /** Null for `heavyCommands` takes the default again. */
  machine: withoutDefaults(MachineSettings)
    .extend({ heavyCommands: MachineSettings.shape.heavyCommands.nullable() })
    .optional(),
  automations: withoutDefaults(AutomationSettings).optional(),
  /** Null takes a value away; address and key are `voice.setAccess`. */
  voice: withoutDefaults(VoiceSettings)
    .omit({ baseUrl: true, keyVariable: true })
    .extend({ language: VoiceSettings.shape.language.nullable() })
    .optional(),
  keys: KeyChange.optional(),
  /** Null takes a limit away. */
  budgets: z
    .object({ thread: Budgets.shape.thread.nullable(), day: Budgets.shape.day.nullable() })
    .partial()
    .optional(),
});
export type SettingsUpdate = z.infer<typeof SettingsUpdate>;

export const settings = {
  watch: watch({ input: z.object({}), event: output<SettingsEvent>() }),
  update: command({
    input: SettingsUpdate,
    output: output<Settings>(),
    errors: ["setting_invalid"],
  }),
  /** Takes a key out of config.toml, so that its default holds again. */
  reset: command({
    input: z.object({ path: z.array(z.string().min(1).max(200)).min(1).max(4) }),
    output: output<Settings>(),
    errors: ["setting_invalid"],
  }),
  /** Reads config.toml again: it may have been edited by hand. */
  reload: command({ input: z.object({}), output: output<Settings>() }),
  /** Shows config.toml in the person's editor; it is made when there is none. */
  openFile: command({
    input: z.object({}),
    output: output<void>(),
    errors: ["editor_not_found", "editor_failed", "file_not_found"],
  }),
};
