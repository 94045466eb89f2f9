import fc from "fast-check";
import { quoteLine } from "./quote.ts";

/** The commands that random lines run. */
export const stubs = ["c1", "c2", "c3", "c4"] as const;

const text = (...values: readonly string[]) => fc.constantFrom(...values);

/** One name, spelled in the ways a shell knows. */
const spelled = fc
  .constantFrom(...stubs)
  .chain((name) =>
    text(
      name,
      name,
      name,
      `'${name}'`,
      `"${name}"`,
      `${name[0]}\\${name[1]}`,
      `$'${name}'`,
      `$'\\x63${name[1]}'`,
      `""${name}`,
    ),
  );

/** Random shell lines whose commands are the stubs, with everything around them that a line can have. */
export const { line: randomLine } = fc.letrec<{ line: string; command: string; word: string; simple: string }>(
  (tie) => ({
    word: fc.oneof(
      { maxDepth: 3, depthIdentifier: "nesting", depthSize: "small" },
      {
        weight: 12,
        arbitrary: text(
          "a",
          "b2",
          "-x",
          "'q r'",
          '"s t"',
          "\\ u",
          "$V",
          '"$V"',
          "$'v\\tw'",
          "{p,q}",
          "x{1..3}",
          "*.none",
          "~",
          "a#b",
          "=",
          "}",
          "[a",
          "!",
          "$",
        ),
      },
      tie("line").map((line) => `$(${line})`),
      tie("line").map((line) => `"in $(${line}) quotes"`),
      tie("simple").map((line) => (line.includes("`") || line.includes("\\") ? "y" : `\`${line}\``)),
      tie("line").map((line) => `\${V:-$(${line})}`),
      tie("line").map((line) => `"\${V:=$(${line})}"`),
      tie("line").map((line) => `$((1 + $(${line}; echo 2)))`),
      tie("line").map((line) => `<(${line})`),
    ),
    simple: fc
      .tuple(
        text("", "", "", "A=1 ", "A=$V ", "A='x y' B= ", ">o ", "2>&1 "),
        spelled,
        fc.array(tie("word"), { maxLength: 2 }),
        text("", "", "", " >o", " 2>/dev/null", " >>o 2>&1", " <i", " &>o", " <<<here", " # note", " 3<&0", " {fd}>o"),
      )
      .map(
        ([before, name, words, after]) =>
          `${before}${[name, ...words].join(" ")}${after.startsWith(" #") ? "" : after}`,
      ),
    command: fc.oneof(
      { maxDepth: 3, withCrossShrink: true, depthIdentifier: "nesting", depthSize: "small" },
      tie("simple"),
      tie("simple"),
      tie("line").map((line) => `(${line})`),
      tie("line").map((line) => `{ ${line}\n}`),
      tie("line").map((line) => `! { ${line}; }`),
      fc.tuple(tie("line"), tie("line"), tie("line")).map(([a, b, c]) => `if ${a}; then ${b}; else ${c}; fi`),
      fc.tuple(tie("word"), tie("line")).map(([word, line]) => `for f in ${word} b; do ${line}; done >o`),
      fc.tuple(tie("line"), tie("line")).map(([a, b]) => `while ${a}; do ${b}; break; done`),
      fc.tuple(tie("line"), tie("line")).map(([a, b]) => `until ${a}\ndo ${b}\nbreak\ndone`),
      fc
        .tuple(tie("word"), tie("line"), tie("line"))
        .map(([w, a, b]) => `case ${w} in (a|'q r') ${a};; b2*) ${a};& *) ${b}\nesac`),
      tie("line").map((line) => `f() { ${line}; }; f`),
      tie("line").map((line) => `function g { ${line}; }; g x`),
      fc.tuple(tie("word"), tie("line")).map(([word, line]) => `[[ -n ${word} && ( a =~ ^(a|b)$ ) ]] && ${line}`),
      tie("line").map((line) => `(( 1 + $(${line}; echo 1) )) || c1`),
      tie("line").map((line) => `cat <<EOF\na $(${line})\nEOF\n`),
      tie("line").map((line) => `cat <<'EOF'\na $(${line.replaceAll("EOF", "X")})\nEOF\n`),
      tie("line").map((line) => `bash <<-'END'\n\t${line.replaceAll("\n", "\n\t").replaceAll("END", "X")}\n\tEND\n`),
      tie("line").map((line) => quoteLine(["bash", "-c", line])),
      tie("line").map((line) => quoteLine(["bash", "-ec", line, "name", "arg"])),
      tie("line").map((line) => quoteLine(["eval", line])),
      tie("line").map((line) => `${quoteLine(["trap", line])} EXIT`),
      tie("line").map((line) => `bash <<<${quoteLine([line])}`),
      fc
        .tuple(
          text(
            "command",
            "env",
            "env A=1",
            "nice -n 5",
            "timeout 5",
            "nohup",
            "exec",
            "time",
            "time -p",
            "env -u A",
            "builtin command",
            "\\command",
          ),
          tie("simple"),
        )
        .map(([wrapper, simple]) => (/^(A=|>|2>)/.test(simple) ? simple : `(${wrapper} ${simple})`)),
      fc
        .tuple(text("xargs", "xargs -n 1", "xargs -I{}", "xargs -I X"), spelled)
        .map(([xargs, name]) => `echo a b | ${xargs} ${name} d {} X`),
      spelled.map((name) => `echo ${name} | xargs -I{} {} e`),
      spelled.map((name) => `find . -maxdepth 0 -exec ${name} {} \\; -exec c4 {} +`),
      spelled.map((name) => `X=${name}; $X f "$X"; unset X`),
      tie("line").map((line) => `coproc { ${line}; }\n`),
      tie("line").map((line) => `arr=(a $(${line}))`),
    ),
    line: fc
      .array(
        fc.tuple(tie("command"), text("; ", " && ", " || ", " | ", " |& ", "\n", "\n\n# note\n", " &\n", " ; \\\n")),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map((parts) =>
        parts
          .map(([command, joint], at) =>
            at === parts.length - 1 ? command : `${command}${command.endsWith("\n") ? "" : joint}`,
          )
          .join(""),
      ),
  }),
);

const scrap = fc.constantFrom(
  ..."'\"`$(){}[]<>|&;\\\n #!*?~=-aA1".split(""),
  "$(",
  "<<",
  "<<E\n",
  "\\\n",
  "))",
  "((",
  "${",
  "$'",
  "case ",
  "esac",
  "in ",
  "then ",
  "do ",
  "done",
  "fi",
  "function ",
  "c2 ",
  "eval ",
  "time ",
  "coproc ",
);

/** Random lines with pieces cut out of them and put into them: what a shell makes of them is anyone's guess. */
export const damagedLine = fc
  .tuple(randomLine, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), scrap), { minLength: 1, maxLength: 4 }))
  .map(([line, edits]) =>
    edits.reduce((now, [place, cut, put]) => {
      const at = place % (now.length + 1);
      return now.slice(0, at) + put + now.slice(at + cut);
    }, line),
  );
