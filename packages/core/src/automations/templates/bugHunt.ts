import type { TemplateSource } from "./template.ts";

export const bugHunt: TemplateSource = {
  id: "bug-hunt",
  title: "Bug hunt with proof",
  about:
    "Reads a few files at random each night and looks for real faults. It reports one only with a test that fails because of it, and leaves the test for you.",
  content: {
    trigger: { kind: "schedule", schedule: { kind: "daily", time: "03:00" } },
    place: { kind: "worktree" },
    profile: "Workspace write",
    limits: { minutes: 40, dollars: 2 },
    prompt: `Hunt for bugs in files chosen by chance. Report a bug only with a test that fails because of it.

1. Find how tests run here (AGENTS.md, the README, the package's scripts) and run those nearest to what you will read once: you must know what fails already. Nothing that can be run offline: report outcome nothing with that as the reason, and stop.
2. Choose three files by chance, not by taste: \`git ls-files -z | tr '\\0' '\\n' | grep -Ev '(^|/)(vendor|third_party|node_modules|dist|build|fixtures?|testdata|migrations)/|\\.(min|d|pb|gen|generated)\\.|(test|spec)|\\.(md|json|ya?ml|toml|lock|svg|css|html|txt|png)$' | shuf -n 3\`. A file without logic (constants, types, wiring) is replaced by another draw, at most three times.
3. Read each whole, with its callers (\`rg\` for its exports) and its tests. Look for what is wrong for an input that can really come: limits (empty, one, last, negative, very large), time zones and clocks, units and rounding, text beyond ASCII, absent against null against zero, errors that are swallowed, things that are opened and not closed, two that write at once, state that outlives its turn, and a comment, a type or a name that promises something else than the code does.
4. For each suspicion write the smallest test beside the existing ones, in their style, that asserts what the code promises: by its documentation, its types, its name, or a caller that relies on it. Quote that promise in a comment. Run this test alone.
   - It passes: you were wrong. Delete it.
   - It fails for another reason than you claimed: mend the test, at most twice, else delete it.
   - It fails as claimed: run it once more; a bug that shows only sometimes is reported as such. Check that no caller makes the input impossible: if so, delete it.
5. Leave the failing tests in the worktree. Do not fix the code, do not touch other tests, do not change anything else.

Report. A finding for each proven bug: title says what goes wrong for whom, body says since when (\`git log -L\` or \`git blame\`), the promise that is broken, and the fix in a sentence; path and line of the fault (not of the test); proof is the exact command that ran the test, with the lines of its output that show the failure. P0 loses data or lets somebody in, P1 gives wrong results in everyday use, P2 in rare use, P3 annoys. No proven bug: outcome nothing, with the files that you read, and the worktree as it was.
No opinions on style, names or structure, no "could", no finding without its failing test.`,
  },
};
