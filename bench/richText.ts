/** A part of an answer with every kind of markdown, as agents write it. */
const part = (n: number): string =>
  [
    `## Part ${n}`,
    `The **harbour** module reads its files in \`src/index.ts:${n + 1}\` and keeps a _short_ list of them; see [the notes](https://example.com/${n}) for why that is so, and what was tried before.`,
    `- it opens the folder\n- it reads each file once\n  - and closes it\n- it forgets what is gone`,
    `\`\`\`ts\nexport function part${n}(files: readonly string[]): number {\n  // every file counts once\n  return new Set(files).size + ${n};\n}\n\`\`\``,
    `| step | time | note |\n|---|--:|---|\n| read | ${n} ms | from the disk |\n| count | ${n + 3} ms | in memory, without a copy of it |`,
  ].join("\n\n");

/** An answer of so many parts, about 170 tokens each. */
export const richText = (parts: number): string => Array.from({ length: parts }, (_, n) => part(n)).join("\n\n");
