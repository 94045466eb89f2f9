/** A word as the shell would hand it to a command. */
export interface Word {
  /** Its text; of an uncertain one the part before whatever cannot be known. */
  readonly text: string;
  /** Nothing in it depends on variables, files or other commands. */
  readonly certain: boolean;
  /** It can become any number of words. */
  readonly many: boolean;
  /** What is quoted in it holds a substitution, which runs where the word is evaluated once more. */
  readonly code?: boolean;
}

export interface Redirect {
  /** The number of the file, where the line names one. */
  readonly number?: string;
  /** Without the number of the file: `>`, `>>`, `<`, `<<`, `<<<`, `>&`, `&>` … */
  readonly operator: string;
  /** A file, another file's number, or for `<<` and `<<<` the text itself. */
  readonly target: Word;
}

/** A command with its own words, as far as they can be read. */
export interface SimpleCommand {
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

export interface Script {
  /** Every command that may run, those inside of substitutions, loops and functions too. */
  readonly commands: readonly SimpleCommand[];
  /** The whole of it was read; else only its beginning, and the rest may be anything. */
  readonly complete: boolean;
  /** It gives names a new meaning: functions, aliases. */
  readonly defines: boolean;
}

/** How much reading is left: what a line may cost is bounded, whatever it holds. */
export interface Budget {
  readonly left: { characters: number; guesses: number };
  /** How many commands or scripts this one lies in. */
  readonly depth: number;
}

export const unknownWord: Word = { text: "", certain: false, many: true };
/** A command of which nothing is known. */
export const unknownCommand: SimpleCommand = { assignments: [], words: [unknownWord], redirects: [] };
