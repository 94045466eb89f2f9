const controls = "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f";
/** What moves the cursor of a terminal, or changes the terminal. */
const moving = new RegExp(`[${controls}]`, "g");
/** And what hides itself or turns the text around it. */
const hidden = new RegExp(`[${controls}\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]`, "g");

const spelt = (text: string, characters: RegExp): string =>
  text
    .replaceAll("\r\n", "\n")
    .replace(characters, (character) => `⟨${character.charCodeAt(0).toString(16).toUpperCase()}⟩`);

/** What a model wrote, for a terminal: every hidden character is spelt out, so that what is answered is what is read. */
export const visible = (text: string): string => spelt(text, hidden);

/** The same for a text that is read or piped on: what some scripts join their letters with stays. */
export const withoutControls = (text: string): string => spelt(text, moving);
