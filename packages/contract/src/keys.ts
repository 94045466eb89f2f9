import { z } from "zod";

/** What is held down beside a key, in the order it is written. Mod is Command on a Mac and Ctrl elsewhere. */
export const modifiers = ["Mod", "Ctrl", "Alt", "Shift", "Meta"] as const;
export type Modifier = (typeof modifiers)[number];

const named =
  "Enter|Escape|Space|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown|ArrowUp|ArrowDown|ArrowLeft|ArrowRight|F[1-9]|F1\\d|F2[0-4]";
const chord = new RegExp(`^(?:(?:${modifiers.join("|")})\\+)*(?:${named}|[A-Z0-9,./;'\\[\\]\\\\=\`-])$`);

/** Keys pressed together, as `config.toml` writes them: "Mod+Shift+F". */
export const Chord = z
  .string()
  .regex(chord, { error: ({ input }) => `"${String(input)}" is no key; write it like "Mod+Shift+F"` });
export type Chord = z.infer<typeof Chord>;

/** The keys of one thing that the window can do; none takes its key away. In the file one may stand without a list. */
const Chords = z.preprocess((value) => (typeof value === "string" ? [value] : value), z.array(Chord).max(4));

/** What the window can do, by its name. */
const ActName = z
  .string()
  .regex(/^[a-z0-9-]+$/)
  .max(60);

/** Keys in place of the ones that the window has, as `config.toml` has them under `[keys]`. */
export const KeySettings = z.record(ActName, Chords);
export type KeySettings = z.infer<typeof KeySettings>;

/** A change of keys; null takes the window's own again. */
export const KeyChange = z.record(ActName, z.array(Chord).max(4).nullable());
