import type { SettingsPage } from "./pages.ts";

/** A field of the settings, found by its words; several keys may share one. */
export interface SettingField {
  /** With dots, as in `config.toml`. */
  readonly paths: readonly string[];
  readonly page: SettingsPage;
  readonly name: string;
  /** What else it is found by. */
  readonly words: string;
}

const field = (page: SettingsPage, name: string, words: string, ...paths: readonly string[]): SettingField => ({
  paths,
  page,
  name,
  words,
});

/** Every field in the window, page by page. A key of the settings is here, or in `unshown` with a reason. */
export const settingFields: readonly SettingField[] = [
  field("Appearance", "Theme", "dark light system colours", "theme"),
  field("Appearance", "Answers", "reading pace flow streaming smooth", "reading.pace"),
  field("Appearance", "Send messages with", "enter ctrl cmd composer key", "composer.send"),
  field("Appearance", "Editor", "open files vs code zed command", "editor"),
  field("Appearance", "Letters in terminals", "terminal font size", "terminal.fontSize"),
  field("Appearance", "Screen reader in terminals", "terminal accessibility aloud", "terminal.screenReader"),
  field("Model access", "Endpoint", "provider address base url openai", "provider.baseUrl"),
  field("Model access", "Responses over WebSocket", "provider transport", "provider.websocket"),
  field("Model access", "Providers", "other endpoint local ollama anthropic chat completions", "providers"),
  field("New threads", "Model", "default effort reasoning", "thread.model", "thread.effort"),
  field("New threads", "Mode", "plan act first", "thread.mode"),
  field(
    "New threads",
    "Permissions",
    "sandbox approval network writable folders profile ask full access read only",
    "thread.sandbox",
    "thread.approval",
    "thread.profile",
    "thread.network",
    "thread.writable",
  ),
  field("New threads", "Terminals", "agent may read terminal", "thread.terminals"),
  field("New threads", "Permission profiles", "own profile sandbox", "profiles"),
  field("Machine", "Heavy commands at once", "parallel builds tests limit", "machine.heavyCommands"),
  field("Machine", "Processor", "cpu cores percent limit", "machine.cpuPercent"),
  field("Machine", "Memory", "ram percent limit", "machine.memoryPercent"),
  field("Automations", "When the last window closes", "background tray quit keep running", "automations.background"),
  field("Automations", "Start with the machine", "login boot autostart hidden", "automations.login"),
  field("Automations", "Keep the machine awake", "sleep suspend power", "automations.awake"),
  field("Automations", "Runs at once", "parallel concurrency limit", "automations.atOnce"),
  field("Automations", "Spread over", "minutes jitter same time", "automations.spreadMinutes"),
  field("Automations", "Port of webhooks", "http loopback trigger url", "automations.webhookPort"),
  field("Agent", "Personality", "tone manner own text", "agent.personality", "agent.personalityText"),
  field("Agent", "Personal instructions", "AGENTS.md custom prompt", "agent.instructions"),
  field("Agent", "Instruction files", "CLAUDE.md cursorrules AGENTS.md", "agent.instructionFiles"),
  field("Agent", "Make the conversation shorter", "compact context window percent", "agent.compactAtPercent"),
  field("Git", "Branches begin with", "branch prefix name", "git.branchPrefix"),
  field("Git", "Commit messages", "propose model at once on request", "git.proposeMessages"),
  field("Git", "Template", "commit message form", "git.messageTemplate"),
  field(
    "Git",
    "What the model should know about messages",
    "commit conventions instructions",
    "git.messageInstructions",
  ),
  field("Git", "Pull requests begin as", "draft ready github", "git.draftPullRequests"),
  field("Review", "Reviewer", "model second findings effort", "review.model", "review.effort"),
  field("Review", "Reviews", "automatic by itself finished", "review.auto"),
  field("Review", "What the reviewer should look for", "instructions rubric", "review.instructions"),
  field("Usage", "Budget of a thread", "limit cost dollars", "budgets.thread"),
  field("Usage", "Budget of a day", "limit cost dollars", "budgets.day"),
  field("Notifications", "Tell me", "notifications desktop never background", "notifications.when"),
  field("Notifications", "Approvals", "notification sound", "notifications.approval"),
  field("Notifications", "Questions", "notification sound", "notifications.question"),
  field("Notifications", "Plans", "notification sound", "notifications.plan"),
  field("Notifications", "Failures", "notification sound error", "notifications.failure"),
  field("Notifications", "Finished work", "notification sound done", "notifications.finished"),
  field("Notifications", "Grave findings", "notification sound inbox automation", "notifications.finding"),
  field("Notifications", "Volume", "sound loud", "notifications.volume"),
  field("Voice", "Key", "dictate push to talk hold", "voice.key"),
  field("Voice", "While a turn runs", "dictate steer message", "voice.whileRunning"),
  field(
    "Voice",
    "Spoken answers",
    "approve decline stop words yes no",
    "voice.spokenAnswers",
    "voice.words.approve",
    "voice.words.decline",
    "voice.words.stop",
  ),
  field("Voice", "Language", "dictation", "voice.language"),
  field("Voice", "Transcription", "server address whisper speech", "voice.baseUrl"),
  field("Voice", "Model", "transcription whisper speech", "voice.model"),
  field("Voice", "Names and terms", "vocabulary prompt dictation", "voice.vocabulary"),
  field("Voice", "Patience", "transcription timeout seconds wait", "voice.timeoutSeconds"),
  field("Keyboard", "Keyboard shortcuts", "keys hotkeys bindings", "keys"),
];

/** Keys that have no field, and why. */
export const unshown: Readonly<Record<string, string>> = {
  welcomed: "The first run keeps it; the palette shows the first steps again.",
  models: "Facts of single models, written by hand; the models they make are listed under Model access.",
  "voice.keyVariable": "Names a variable of the environment in which the host starts, and is written where that is.",
};

/** The fields that are meant by some words: each word is in the name, the keys or the other words. */
export function findFields(typed: string): readonly SettingField[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const named = (each: SettingField) => each.name.toLowerCase().includes(words[0] ?? "");
  return settingFields
    .filter(({ name, page, words: other, paths }) => {
      const all = `${name} ${page} ${other} ${paths.join(" ")}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .toSorted((a, b) => Number(named(b)) - Number(named(a)));
}
