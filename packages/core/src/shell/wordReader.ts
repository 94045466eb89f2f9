import { ansiText } from "./ansiText.ts";
import { type SimpleCommand, unknownWord, type Word } from "./types.ts";

/** The text cannot be read with certainty from here on. */
export class Unreadable extends Error {}

const MAX_DEPTH = 60;

/** A word with what its spelling means for the grammar. */
export interface SpelledWord extends Word {
  /** Without quotes and escapes: it may be a keyword. */
  readonly plain: boolean;
  /** It begins with `NAME=`. */
  readonly assigns?: { readonly name: string; readonly value: Word };
}

const ordinary = /[^ \t\n|&;()<>'"`$\\*?[{~]+/y;
const inQuotes = /[^"\\$`]+/y;
const inParameter = /[^}'"\\$`<>]+/y;
const inArithmetic = /[^()'"\\$`]+/y;
const inDocument = /[^\\$`]+/y;
const assignment = /([A-Za-z_][A-Za-z0-9_]*)(?:\[[\w@*-]*\])?\+?=/y;
/** A name that means nothing to a shell or to the programs it starts. */
const plainName = /^[a-z][a-z0-9]*$/;
const names = /(?<![\w#])[A-Za-z_]\w*/g;
const substitution = /\$\(|`/;
const parameter = /[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]/y;

/** A word as far as it was read. */
interface Growing {
  text: string;
  certain: boolean;
  many: boolean;
  /** All that is written out in it, behind what is uncertain too. */
  literal: string;
}

const growing = (known: Pick<Growing, "certain" | "many">): Growing => ({ text: "", literal: "", ...known });
const finished = ({ text, certain, many, literal }: Growing): Word => ({
  text,
  certain,
  many,
  ...(substitution.test(literal) ? { code: true } : {}),
});
const grow = (word: Growing, text: string): void => {
  word.literal += text;
  if (word.certain) word.text += text;
};
const doubt = (word: Growing, many: boolean): void => {
  word.certain = false;
  word.many ||= many;
};

/** Reads words: quotes of all kinds, expansions, and the commands inside of substitutions. */
export abstract class WordReader {
  protected readonly text: string;
  protected at = 0;
  /** Shared with the readers of nested texts. */
  readonly commands: SimpleCommand[];
  protected depth: number;
  /** How many arithmetic expressions and arrays are open around this place: bash reads those twice. */
  protected readTwice = 0;

  constructor(text: string, commands: SimpleCommand[], depth: number) {
    this.text = text;
    this.commands = commands;
    this.depth = depth;
    if (depth > MAX_DEPTH) throw new Unreadable();
  }

  /** Reads commands up to the parenthesis that closes a substitution, and over it. */
  protected abstract substitution(): void;
  /** Reads a text of its own as a script. */
  protected abstract nested(text: string): void;

  protected take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }

  protected deeper(read: () => void): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new Unreadable();
    read();
    this.depth -= 1;
  }

  /** Steps over a backslash that ends its line; one in the middle of an operator would hide it from us. */
  protected continuation(): boolean {
    if (this.text[this.at] !== "\\" || this.text[this.at + 1] !== "\n") return false;
    const before = this.text[this.at - 1] ?? " ";
    const after = this.text[this.at + 2] ?? " ";
    if (before === "$" || ("<>&|;()".includes(before) && "<>&|;()".includes(after))) throw new Unreadable();
    this.at += 2;
    return true;
  }

  /** Reads the word that begins here; an empty one where none does. */
  protected word(): SpelledWord {
    const word = growing({ certain: true, many: false });
    const start = this.at;
    let plain = true;
    const assigns = this.take(assignment);
    const head = assigns?.[0] ?? "";
    grow(word, head);
    if (assigns !== null && this.text[this.at] === "(") this.array(word);
    for (;;) {
      const chunk = this.take(ordinary);
      if (chunk !== null) grow(word, chunk[0]);
      const char = this.text[this.at];
      if (char === undefined || " \t\n|&;()".includes(char)) break;
      if (char === "<" || char === ">") {
        if (this.text[this.at + 1] !== "(") break;
        this.at += 2;
        this.substitution();
        doubt(word, false);
      } else if (char === "\\" && this.continuation()) {
        // The word goes on in the next line.
      } else {
        plain &&= "*?[{~$".includes(char);
        this.part(word, char, start);
      }
    }
    const whole = finished(word);
    const read = { ...whole, plain: plain && whole.certain };
    const name = assigns?.[1];
    return name === undefined
      ? read
      : { ...read, assigns: { name, value: { ...whole, text: whole.text.slice(head.length) } } };
  }

  /** One quoted, expanded or special part of a word outside of quotes. */
  private part(word: Growing, char: string, start: number): void {
    const next = this.text[this.at + 1] ?? "";
    const before = this.at === start ? "" : (this.text[this.at - 1] ?? "");
    switch (char) {
      case "'": {
        const end = this.text.indexOf("'", this.at + 1);
        if (end < 0) throw new Unreadable();
        grow(word, this.text.slice(this.at + 1, end));
        this.at = end + 1;
        return;
      }
      case '"':
        this.at += 1;
        this.quoted(word);
        return;
      case "\\":
        grow(word, next === "" ? "\\" : next);
        this.at += 2;
        return;
      case "$":
        this.expansion(word, false);
        return;
      case "`":
        this.backticks(false);
        doubt(word, true);
        return;
      case "~":
        if (before === "" || before === "=" || before === ":") doubt(word, false);
        break;
      case "{":
        // `{}` and `{` alone stay as they are; everything else may be expanded.
        if (!/[ \t\n}]/.test(next) && next !== "") doubt(word, true);
        break;
      case "[":
        if (before !== "" || !/[ \t\n;&|)]/.test(next || " ")) doubt(word, true);
        break;
      default: // * and ?
        doubt(word, true);
    }
    grow(word, char);
    this.at += 1;
  }

  /** The rest of a double-quoted part, its end too. */
  private quoted(word: Growing): void {
    for (;;) {
      const chunk = this.take(inQuotes);
      if (chunk !== null) grow(word, chunk[0]);
      const char = this.text[this.at];
      const next = this.text[this.at + 1];
      if (char === undefined) throw new Unreadable();
      if (char === '"') {
        this.at += 1;
        return;
      }
      if (char === "$") this.expansion(word, true);
      else if (char === "`") {
        this.backticks(true);
        doubt(word, false);
      } else {
        if (next === undefined) throw new Unreadable();
        if (next !== "\n") grow(word, '$`"\\'.includes(next) ? next : `\\${next}`);
        this.at += 2;
      }
    }
  }

  /** What begins with a dollar. */
  protected expansion(word: Growing, quoted: boolean): void {
    const next = this.text[this.at + 1] ?? "";
    if (next === "(") {
      if (this.text[this.at + 2] === "(") {
        this.at += 3;
        this.arithmetic();
      } else {
        this.at += 2;
        this.substitution();
      }
      doubt(word, !quoted);
    } else if (next === "{") {
      this.at += 2;
      const start = this.at;
      this.deeper(() => this.braced(quoted));
      doubt(word, !quoted || this.text.slice(start, this.at).includes("@"));
    } else if (next === "'" && !quoted) {
      const found = ansiText(this.text, this.at + 2);
      if (found === undefined) throw new Unreadable();
      grow(word, found.text);
      if (!found.certain) {
        doubt(word, false);
        word.literal += "`"; // whatever it is
      }
      this.at = found.end;
    } else if (next === '"' && !quoted) {
      this.at += 2;
      this.quoted(word);
    } else if (next === "[" || next === "\\") {
      // Old arithmetic, and a dollar that a continued line may complete.
      if (next === "[" || this.text[this.at + 2] === "\n") throw new Unreadable();
      grow(word, "$");
      this.at += 1;
    } else {
      this.at += 1;
      const name = this.take(parameter);
      if (name === null) grow(word, "$");
      else doubt(word, !quoted || name[0] === "@");
    }
  }

  /** Behind `${`: up to the brace that closes it. */
  private braced(quoted: boolean): void {
    const start = this.at;
    // bash 5.3 runs commands in `${ …; }` and `${| …; }`.
    if (/[\s|]/.test(this.text[this.at] ?? " ")) throw new Unreadable();
    const inner = growing({ certain: false, many: true });
    for (;;) {
      this.take(inParameter);
      const char = this.text[this.at];
      if (char === undefined) throw new Unreadable();
      if (char === "}") {
        // `${name@P}` runs what the variable holds.
        if (this.at - start > 1 && this.text.startsWith("@P", this.at - 2)) throw new Unreadable();
        this.at += 1;
        return;
      }
      if (char === "'") {
        // Inside of double quotes it depends on the operator whether this quotes.
        const end = quoted ? -1 : this.text.indexOf("'", this.at + 1);
        if (end < 0) throw new Unreadable();
        this.at = end + 1;
      } else if (char === '"') {
        this.at += 1;
        this.quoted(inner);
      } else if (char === "$") this.expansion(inner, quoted);
      else if (char === "`") this.backticks(quoted);
      else if (char === "\\") this.at += 2;
      else if (this.text[this.at + 1] === "(") throw new Unreadable();
      else this.at += 1;
    }
  }

  /** Behind `((`: up to `))`, over the commands that are substituted in between. */
  protected arithmetic(): void {
    this.readTwice += 1;
    this.deeper(() => {
      const inner = growing({ certain: false, many: true });
      const start = this.at;
      for (let open = 0; ; ) {
        this.take(inArithmetic);
        const char = this.text[this.at];
        if (char === undefined || char === "'") throw new Unreadable();
        this.at += 1;
        if (char === "(") {
          grow(inner, char);
          open += 1;
        } else if (char === ")") {
          if (open === 0) {
            if (this.text[this.at] !== ")") throw new Unreadable();
            this.at += 1;
            this.readTwice -= 1;
            if (finished(inner).code) throw new Unreadable();
            for (const [name] of this.text.slice(start, this.at).matchAll(names)) this.assigned(name);
            return;
          }
          open -= 1;
        } else if (char === "\\") {
          grow(inner, this.text[this.at] ?? "");
          this.at += 1;
        } else if (char === '"') this.quoted(inner);
        else {
          this.at -= 1;
          if (char === "$") this.expansion(inner, true);
          else this.backticks(false);
        }
      }
    });
  }

  /** A name gets a value outside of an assignment. Whatever may steer a command has to be seen. */
  protected assigned(name: string, value: Word = unknownWord): void {
    if (plainName.test(name) && value.certain && value.code !== true) return;
    if (plainName.test(name) && value === unknownWord) return;
    this.commands.push({ assignments: [{ name, value }], words: [], redirects: [] });
  }

  private backticks(quoted: boolean): void {
    let inner = "";
    let from = this.at + 1;
    const stop = /[\\`]/g;
    for (;;) {
      stop.lastIndex = from;
      const found = stop.exec(this.text);
      if (found === null) throw new Unreadable();
      inner += this.text.slice(from, found.index);
      if (found[0] === "`") {
        this.at = found.index + 1;
        break;
      }
      const next = this.text[found.index + 1] ?? "";
      inner += "$`\\".includes(next) || (quoted && next === '"') ? next : `\\${next}`;
      from = found.index + 2;
    }
    this.nested(inner);
  }

  /** `NAME=( … )`: its words are values. */
  private array(word: Growing): void {
    doubt(word, false);
    this.at += 1;
    this.readTwice += 1;
    this.deeper(() => {
      for (;;) {
        this.blankLines();
        if (this.text[this.at] === ")") {
          this.at += 1;
          this.readTwice -= 1;
          return;
        }
        const before = this.at;
        this.word();
        if (this.at === before) throw new Unreadable();
      }
    });
  }

  /** Steps over blanks, ends of lines and comments. */
  protected abstract blankLines(): void;

  /** The whole text as the body of a here-document whose end was not quoted. */
  document(): Word {
    const word = growing({ certain: true, many: false });
    while (this.at < this.text.length) {
      const chunk = this.take(inDocument);
      if (chunk !== null) grow(word, chunk[0]);
      const char = this.text[this.at];
      if (char === "$") this.expansion(word, true);
      else if (char === "`") {
        this.backticks(true);
        doubt(word, false);
      } else if (char === "\\") {
        const next = this.text[this.at + 1] ?? "";
        grow(word, "$`\\".includes(next) ? next : `\\${next}`);
        this.at += 2;
      }
    }
    return finished(word);
  }
}
