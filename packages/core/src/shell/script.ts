import type { Budget, Redirect, Script, SimpleCommand, Word } from "./types.ts";
import { type SpelledWord, Unreadable, WordReader } from "./wordReader.ts";

const redirect = /(\d+|\{[A-Za-z_]\w*\})?(<<<|<<-|<<|<>|<&|<|>>|>\||>&|>)|(&>>|&>)/y;
const separator = /\|\||\|&|\||&&|&(?!>)/y;
const loopName = /[A-Za-z_]\w*/y;
const loopIn = /in(?=[ \t\n;]|$)/y;
const compound = /(?:([A-Za-z_]\w*)[ \t]+)?(?=[({]|(?:if|for|while|until|case|select)\b|\[\[)/y;

/** Keywords after which another command begins. */
const openers = new Set(["if", "then", "else", "elif", "do", "while", "until", "{", "!"]);
/** Keywords behind which only redirections may follow. */
const closers = new Set(["fi", "done", "}"]);

interface Document {
  readonly redirects: Redirect[];
  readonly index: number;
  readonly end: string;
  readonly tabs: boolean;
  readonly literal: boolean;
}

const wordOf = ({ text, certain, many, code }: SpelledWord): Word => ({
  text,
  certain,
  many,
  ...(code === true ? { code } : {}),
});

type End = ")" | "clause" | undefined;

/**
 * Reads the grammar around the words, as loosely as possible: a keyword only has to stand where one may. What is no valid
 * script may be read as one, which does no harm: the shell will not run it. The other way round would.
 */
class ScriptReader extends WordReader {
  readonly #budget: Budget;
  #documents: Document[] = [];
  defines = false;

  constructor(text: string, commands: SimpleCommand[], budget: Budget, depth: number) {
    super(text, commands, depth);
    this.#budget = budget;
    budget.left.characters -= text.length;
    if (budget.left.characters < 0) throw new Unreadable();
  }

  all(): void {
    this.list(undefined);
    if (this.#documents.length > 0) throw new Unreadable();
  }

  protected override nested(text: string): void {
    const reader = new ScriptReader(text, this.commands, this.#budget, this.depth + 1);
    reader.readTwice = this.readTwice;
    reader.all();
    this.defines ||= reader.defines;
  }

  protected override substitution(): void {
    const outer = this.#documents;
    this.#documents = [];
    this.deeper(() => this.list(")"));
    if (this.#documents.length > 0) throw new Unreadable();
    this.#documents = outer;
  }

  private blanks(): void {
    for (;;) {
      const char = this.text[this.at];
      if (char === " " || char === "\t") this.at += 1;
      else if (!this.continuation()) return;
    }
  }

  private comment(): void {
    const end = this.text.indexOf("\n", this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  protected override blankLines(): void {
    for (;;) {
      this.blanks();
      const char = this.text[this.at];
      if (char === "#") this.comment();
      else if (char === "\n") {
        this.at += 1;
        this.readDocuments();
      } else return;
    }
  }

  /** Commands up to the end of a substitution or a clause; `esac` ends the last clause. */
  private list(end: End): "esac" | undefined {
    for (;;) {
      this.blankLines();
      const char = this.text[this.at];
      if (char === undefined) {
        if (end !== undefined) throw new Unreadable();
        return undefined;
      }
      if (char === ")") {
        if (end !== ")") throw new Unreadable();
        this.at += 1;
        return undefined;
      }
      if (char === ";") {
        this.at += 1;
        if (this.take(/;&?|&/y) === null) continue;
        if (end !== "clause") throw new Unreadable();
        return undefined;
      }
      if (this.take(separator) !== null) continue;
      if (char === "(") this.parenthesis();
      else if (this.simple() === "esac") {
        if (end !== "clause") throw new Unreadable();
        return "esac";
      }
    }
  }

  private parenthesis(): void {
    if (this.text[this.at + 1] === "(") {
      this.at += 2;
      this.arithmetic();
    } else {
      this.at += 1;
      this.deeper(() => this.list(")"));
    }
    this.afterCompound();
  }

  /** The redirections of a compound command; a word here would be an error. */
  private afterCompound(): void {
    const redirects: Redirect[] = [];
    for (;;) {
      this.blanks();
      const start = this.at;
      if (!this.redirection(redirects)) break;
      if (this.at === start) throw new Unreadable();
    }
    if (redirects.length > 0) this.commands.push({ assignments: [], words: [], redirects });
    const char = this.text[this.at];
    if (char === undefined || "\n;&|)#".includes(char)) return;
    const word = /[^\s;&|()<>]+/y;
    word.lastIndex = this.at;
    const next = word.exec(this.text)?.[0] ?? "";
    if (!openers.has(next) && !closers.has(next) && next !== "esac") throw new Unreadable();
  }

  private simple(): "esac" | undefined {
    const assignments: SimpleCommand["assignments"][number][] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    let first: SpelledWord | undefined;
    for (;;) {
      this.blanks();
      const char = this.text[this.at];
      if (char === undefined || "\n;|)".includes(char) || (char === "&" && this.text[this.at + 1] !== ">")) break;
      if (char === "#") {
        this.comment();
        break;
      }
      if (char === "(") {
        if (words.length !== 1 || first?.plain !== true || assignments.length + redirects.length > 0)
          throw new Unreadable();
        this.functionMark();
        return undefined; // its body is read as the next command
      }
      if (this.redirection(redirects)) continue;
      const bare = words.length + assignments.length + redirects.length === 0;
      if (bare && this.take(/\[\[(?=[ \t\n])/y) !== null) {
        this.condition();
        this.afterCompound();
        return undefined;
      }
      const start = this.at;
      const word = this.word();
      if (this.at === start) throw new Unreadable();
      if (bare && word.plain) {
        const handled = this.keyword(word.text);
        if (handled !== false) return handled === "esac" ? "esac" : undefined;
      }
      if (words.length === 0 && word.assigns !== undefined) assignments.push(word.assigns);
      else {
        first ??= word;
        words.push(wordOf(word));
      }
    }
    this.commands.push({ assignments, words, redirects });
    return undefined;
  }

  /** False when the word is a command's name after all. */
  private keyword(text: string): boolean | "esac" {
    if (openers.has(text)) return true;
    if (closers.has(text)) {
      this.afterCompound();
      return true;
    }
    switch (text) {
      case "esac":
        return "esac";
      case "time":
        this.blanks();
        this.take(/(?:-p[ \t]+)?(?:--[ \t]+)?/y);
        return true;
      case "for":
      case "select":
        this.loopHead();
        return true;
      case "case":
        this.deeper(() => this.clauses());
        return true;
      case "function": {
        this.blanks();
        const name = this.word();
        if (!name.plain || name.text === "") throw new Unreadable();
        this.defines = true;
        this.blanks();
        if (this.text[this.at] === "(" && /[ \t]*\)/y.test(this.text.slice(this.at + 1, this.at + 20)))
          this.functionMark();
        return true;
      }
      case "coproc":
        this.blanks();
        this.assigned(this.take(compound)?.[1] ?? "coproc");
        return true;
      default:
        return false;
    }
  }

  /** The `()` behind a function's name. */
  private functionMark(): void {
    this.at += 1;
    this.blanks();
    if (this.text[this.at] !== ")") throw new Unreadable();
    this.at += 1;
    this.defines = true;
  }

  /** Behind `for` and `select`: the name and the words, up to the separator before `do`. */
  private loopHead(): void {
    this.blanks();
    if (this.text.startsWith("((", this.at)) {
      this.at += 2;
      this.arithmetic();
      return;
    }
    const name = this.take(loopName)?.[0];
    if (name === undefined) throw new Unreadable();
    this.blankLines();
    if (this.take(loopIn) === null) {
      this.assigned(name);
      return;
    }
    for (;;) {
      this.blanks();
      const char = this.text[this.at];
      if (char === "#") this.comment();
      if (char === undefined || char === "\n" || char === ";" || char === "#") return;
      const start = this.at;
      this.assigned(name, wordOf(this.word()));
      if (this.at === start) throw new Unreadable();
    }
  }

  /** Behind `case`: the word, `in`, and every clause. */
  private clauses(): void {
    this.blanks();
    this.word();
    this.blankLines();
    if (this.take(loopIn) === null) throw new Unreadable();
    for (;;) {
      this.blankLines();
      if (this.take(/esac(?=[ \t\n;&|)]|$)/y) !== null) break;
      if (this.text[this.at] === "(") this.at += 1;
      for (;;) {
        this.blanks();
        const start = this.at;
        this.word();
        if (this.at === start) throw new Unreadable();
        this.blanks();
        const char = this.text[this.at];
        this.at += 1;
        if (char === ")") break;
        if (char !== "|") throw new Unreadable();
      }
      if (this.list("clause") === "esac") break;
    }
    this.afterCompound();
  }

  /** Behind `[[`: nothing runs in there but substitutions. */
  private condition(): void {
    for (;;) {
      this.blanks();
      const char = this.text[this.at];
      const next = this.text[this.at + 1];
      if (char === undefined || char === "#" || char === ";") throw new Unreadable();
      if (char === "\n") {
        if (this.#documents.length > 0) throw new Unreadable();
        this.at += 1;
      } else if ("()|&".includes(char) || ("<>".includes(char) && next !== "(")) this.at += 1;
      else {
        const word = this.word();
        if (word.plain && word.text === "]]") return;
        // Numbers are compared as arithmetic, which evaluates what it is given.
        if (word.code === true) throw new Unreadable();
      }
    }
  }

  private redirection(redirects: Redirect[]): boolean {
    const start = this.at;
    const found = this.take(redirect);
    if (found === null) return false;
    const operator = found[2] ?? found[3] ?? "";
    const number = found[1];
    if ((operator === "<" || operator === ">") && this.text[this.at] === "(") {
      this.at = start;
      // A process substitution is a word, unless it has a number before it.
      if (found[0] !== operator) throw new Unreadable();
      return false;
    }
    if (number?.startsWith("{") === true) this.assigned(number.slice(1, -1));
    this.blanks();
    const from = this.at;
    const target = this.word();
    if (this.at === from) throw new Unreadable();
    const index = redirects.push({
      ...(number === undefined ? {} : { number }),
      operator,
      target: wordOf(target),
    });
    if (operator === "<<" || operator === "<<-") {
      // Where bash reads twice it loses separators behind one: `git; push` becomes `git push`.
      if (!target.certain || this.readTwice > 0) throw new Unreadable();
      const document = {
        redirects,
        index: index - 1,
        end: target.text,
        tabs: operator === "<<-",
        literal: !target.plain,
      };
      this.#documents.push(document);
    }
    return true;
  }

  /** At the beginning of a line: the bodies of the here-documents that the line before announced. */
  private readDocuments(): void {
    const documents = this.#documents;
    this.#documents = [];
    for (const document of documents) {
      const body = this.readBody(document);
      document.redirects[document.index] = { ...document.redirects[document.index], operator: "<<", target: body };
    }
  }

  private readBody({ end, tabs, literal }: Document): Word {
    const lines: string[] = [];
    for (;;) {
      if (this.at >= this.text.length) throw new Unreadable();
      let line = this.line();
      if (!literal) {
        // A backslash at its end joins a line with the next before they are compared.
        const parts = [line];
        while (endsJoined(line) && this.at < this.text.length) {
          parts[parts.length - 1] = line.slice(0, -1);
          line = this.line();
          parts.push(line);
        }
        line = parts.join("");
      }
      if (tabs) line = line.replace(/^\t+/, "");
      if (line === end) break;
      lines.push(line);
    }
    const body = lines.map((line) => `${line}\n`).join("");
    if (literal) return { text: body, certain: true, many: false };
    const reader = new ScriptReader(body, this.commands, this.#budget, this.depth + 1);
    const word = reader.document();
    this.defines ||= reader.defines;
    return word;
  }

  private line(): string {
    const end = this.text.indexOf("\n", this.at);
    const line = this.text.slice(this.at, end < 0 ? undefined : end);
    this.at = end < 0 ? this.text.length : end + 1;
    return line;
  }
}

function endsJoined(line: string): boolean {
  let first = line.length;
  while (line[first - 1] === "\\") first -= 1;
  return (line.length - first) % 2 === 1;
}

/** What a line may cost: enough for the longest one, nested a few times. */
export const lineBudget = (): Budget => ({ left: { characters: 1_000_000, guesses: 24 }, depth: 0 });

/** Every command that a bash script may run. Never throws; linear in the length of the text. */
export function readScript(text: string, budget: Budget = lineBudget()): Script {
  const commands: SimpleCommand[] = [];
  let reader: ScriptReader | undefined;
  try {
    reader = new ScriptReader(text, commands, budget, 0);
    reader.all();
    return { commands, complete: true, defines: reader.defines };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { commands, complete: false, defines: true };
  }
}
