import type { LucideIcon } from "lucide-react";
import type { Suggestion, SuggestionSource } from "./suggestion.ts";

/** Something to do from the box: by itself, or with one of some choices. */
export interface SlashCommand {
  /** Without the slash: small letters and dashes. */
  readonly name: string;
  readonly icon: LucideIcon;
  readonly about: string;
  readonly run?: () => void;
  readonly choices?: readonly CommandChoice[];
}

export interface CommandChoice {
  readonly key: string;
  readonly label: string;
  readonly about?: string;
  /** It is so now. */
  readonly chosen?: boolean;
  readonly run: () => void;
}

const typedCommand = /^\/([a-z-]*)$/i;
const typedChoice = /^\/([a-z-]+) ([^\ufffc]{0,100})$/i;

/** The commands that a beginning means: those whose names begin so, then those that have it. */
export function commandsFor(commands: readonly SlashCommand[], typed: string): readonly SlashCommand[] {
  const wanted = typed.toLowerCase();
  const found = commands.filter(
    ({ name, about }) => name.includes(wanted) || (wanted.length > 2 && about.toLowerCase().includes(wanted)),
  );
  return found.toSorted((a, b) => Number(b.name.startsWith(wanted)) - Number(a.name.startsWith(wanted)));
}

const choicesFor = (choices: readonly CommandChoice[], typed: string): readonly CommandChoice[] =>
  choices.filter(({ label, key }) => `${label} ${key}`.toLowerCase().includes(typed.trim().toLowerCase()));

function suggestCommand({ name, icon, about, run, choices }: SlashCommand): Suggestion {
  return {
    key: name,
    icon,
    label: `/${name}`,
    mono: true,
    detail: about,
    choose(editor) {
      if (choices !== undefined) return editor.setText(`/${name} `);
      editor.setText("");
      run?.();
    },
  };
}

const suggestChoice = (icon: LucideIcon, { key, label, about, chosen = false, run }: CommandChoice): Suggestion => ({
  key,
  icon,
  label,
  detail: about,
  note: chosen ? "now" : undefined,
  choose(editor) {
    editor.setText("");
    run();
  },
});

/** Commands, behind a slash that begins the message; other text that begins with one stays text. */
export const commandSource = (commands: readonly SlashCommand[]): SuggestionSource => ({
  name: "Commands",
  typed: ({ before, first }) =>
    first && (typedCommand.test(before) || typedChoice.test(before)) ? before.slice(1) : undefined,
  find(typed, show) {
    const [, name, choice] = typedChoice.exec(`/${typed}`) ?? [];
    if (name === undefined || choice === undefined) return show(commandsFor(commands, typed).map(suggestCommand));
    const command = commands.find((each) => each.name === name.toLowerCase());
    show(
      command?.choices === undefined
        ? []
        : choicesFor(command.choices, choice).map((each) => suggestChoice(command.icon, each)),
    );
  },
  version: commands,
});
