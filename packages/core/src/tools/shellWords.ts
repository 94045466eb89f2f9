/** Characters that mean nothing to a shell outside quotes. */
const plain = /[A-Za-z0-9_./:=@%+,~^-]/;

/**
 * A shell line as commands of plain words, when it is nothing more than that: words with simple quotes, joined by
 * `&&`, `||`, `|` or `;`. Anything else (redirection, substitution, variables, globs, comments, several lines, jobs)
 * gives undefined: what cannot be read with certainty is not known.
 */
export function simpleCommands(line: string): readonly (readonly string[])[] | undefined {
  const commands: string[][] = [];
  let words: string[] = [];
  let position = 0;
  const text = line.trim();
  while (position < text.length) {
    const char = text[position] ?? "";
    if (char === " " || char === "\t") {
      position += 1;
      continue;
    }
    const operator = /^(?:&&|\|\||\||;)/.exec(text.slice(position, position + 2))?.[0];
    if (operator !== undefined) {
      if (words.length === 0) return undefined;
      commands.push(words);
      words = [];
      position += operator.length;
      continue;
    }
    const word = readWord(text, position);
    if (word === undefined) return undefined;
    words.push(word.value);
    position = word.end;
  }
  if (words.length > 0) commands.push(words);
  else if (!text.endsWith(";")) return undefined;
  return commands;
}

function readWord(text: string, start: number): { readonly value: string; readonly end: number } | undefined {
  let value = "";
  let position = start;
  for (;;) {
    const char = text[position];
    if (char === undefined || /[ \t;|&]/.test(char)) break;
    if (char === "'" || char === '"') {
      const end = text.indexOf(char, position + 1);
      if (end < 0) return undefined;
      const quoted = text.slice(position + 1, end);
      if (quoted.includes("\n") || (char === '"' && /[$`\\!]/.test(quoted))) return undefined;
      value += quoted;
      position = end + 1;
    } else if (plain.test(char)) {
      value += char;
      position += 1;
    } else return undefined;
  }
  return position === start ? undefined : { value, end: position };
}
