import type { TemplateSource } from "./template.ts";

export const docsDrift: TemplateSource = {
  id: "docs-drift",
  title: "Documentation drift",
  about:
    "Compares each week what the documentation says with what the code does, corrects the words where the code is right, and reports where the code may be wrong.",
  content: {
    trigger: { kind: "schedule", schedule: { kind: "weekly", days: [4], time: "05:30" } },
    place: { kind: "worktree" },
    profile: "Workspace write",
    limits: { minutes: 40, dollars: 2 },
    prompt: `Find where the documentation says something else than the code does, and correct the words.

1. The documents: \`git ls-files -- '*.md' '*.mdx' '*.rst' '*.adoc' 'docs/**' 'man/**'\`, without changelogs, licences, decision records, vendored folders and what is generated. Take first those whose subject changed since they did (\`git log -1 --format=%ct -- FILE\` against that of the code they name), then the README, then the rest; at most fifteen files.
2. From each take the claims that can be checked: commands and their options, paths and file names, names and signatures, settings with their defaults, environment variables, ports, limits, formats, error messages, version requirements, examples.
3. Check each against the code, not by memory: \`rg\` for the name, read the definition, run the command with \`--help\` or the example itself where that is harmless and offline. A claim that you cannot check is left alone.
4. Where they differ, find out which is right: \`git log -S'WHAT CHANGED' --oneline -- FILE\` shows whether the code was changed on purpose.
   - The code was changed on purpose: correct the document. Only the words that are wrong, in its own voice and format; mend links and anchors that break by it. Every other place that says the same (\`rg\`) too.
   - The code looks like the mistake, or you cannot tell: a finding, and both stay as they are.
   - Something documented no longer exists: remove the sentence, or the section if nothing is left of it.
5. Look through \`git diff\`: nothing but documentation changed, no rewording for taste, no new sections, no reflowed paragraphs. Run the project's documentation or link check if it has one that works offline.

Report. Corrected → outcome changed; the summary names for each correction the document and line, what it said, what is true, and where the code says so. Findings: title "DOCUMENT says X, the code does Y", body with both places and the commit, path and line of the code, P2 (P1 if following the document loses data or opens access), proof is the command that shows it. Nothing drifted: outcome nothing, with how many claims of how many documents you checked.
Change no code, no comments in code, no tests.`,
  },
};
