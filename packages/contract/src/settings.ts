import { z } from "zod";
import { command, output, watch } from "./define.ts";
import { ThreadSettings } from "./permissions.ts";

/** What `config.toml` holds. Every key has a default. */
export const Settings = z.object({
  theme: z.enum(["system", "light", "dark"]).default("system"),
  notifications: z.enum(["background", "never"]).default("background"),
  /** The first run's questions were answered or skipped. */
  welcomed: z.boolean().default(false),
  /** What a new thread starts with; without a model the best one at hand. */
  thread: ThreadSettings.partial()
    .extend({
      sandbox: ThreadSettings.shape.sandbox.default("workspace-write"),
      approval: ThreadSettings.shape.approval.default("on-request"),
    })
    .default({ sandbox: "workspace-write", approval: "on-request" }),
  provider: z.object({ baseUrl: z.string().optional() }).default({}),
});
export type Settings = z.infer<typeof Settings>;

export type SettingsEvent = {
  readonly settings: Settings;
  /** Keys of config.toml that were not understood, and why; their defaults hold. */
  readonly problems: readonly string[];
};

export const settings = {
  watch: watch({ input: z.object({}), event: output<SettingsEvent>() }),
  update: command({
    input: z.object({
      theme: Settings.shape.theme.unwrap().optional(),
      notifications: Settings.shape.notifications.unwrap().optional(),
      welcomed: z.boolean().optional(),
      thread: ThreadSettings.partial().optional(),
    }),
    output: output<Settings>(),
    errors: ["setting_invalid"],
  }),
};
