import type { TemplateSource } from "./template.ts";

export const dependencies: TemplateSource = {
  id: "dependencies",
  title: "Dependency and security check",
  about:
    "Checks each week what the lock files pin against known vulnerabilities, says which of them reach your code, and looks for secrets. It asks once for the audit, which needs the network.",
  content: {
    trigger: { kind: "schedule", schedule: { kind: "weekly", days: [1], time: "06:00" } },
    place: { kind: "worktree" },
    profile: "Workspace write",
    limits: { minutes: 40, dollars: 2 },
    missed: "catch_up",
    prompt: `Check the dependencies and the security of this project, and report what reaches us.

1. Which package managers: \`git ls-files -- '*package-lock.json' '*pnpm-lock.yaml' '*yarn.lock' '*bun.lock' '*Cargo.lock' '*go.sum' '*poetry.lock' '*uv.lock' '*requirements*.txt' '*Gemfile.lock' '*composer.lock'\`. Leave out vendored folders and fixtures. A manifest with dependencies but without a lock file is a finding (P3).
2. Audit. It needs the network, so ask once for all of it: one command with \`escalate: true\` and the justification "May I ask the package registries which of our locked dependencies have known vulnerabilities?", that runs for each lock file its own auditor, joined by \`;\`: \`npm audit --package-lock-only --json\`, \`pnpm audit --json\`, \`yarn npm audit --json\`, \`cargo audit --json\`, \`govulncheck ./...\`, \`pip-audit -r FILE --format json\`, \`bundle audit\`, \`composer audit --format=json\`. Never install anything and never run an auditor's "fix". If it is declined or not installed, go on without it and say so in the summary.
3. For each advisory find out whether it reaches us: the locked version is in the affected range (read the lock file yourself); it is a runtime dependency or only for development; the vulnerable function is imported or called (\`rg\`), directly or through what (\`npm ls --package-lock-only NAME\` and the like). What does not reach us is not a finding: count it in the summary.
4. Without the network: packages from git URLs or plain http, lock entries without a checksum, install scripts of new dependencies (\`git log -p --since='8 days ago' -- LOCKFILES\`), names one letter away from a well-known package.
5. Secrets in the tree: \`git grep -nIE '(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abp]-[A-Za-z0-9-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----)'\`, without examples and test keys. Never print more than the first six characters of one.
6. Go through what changed in the last eight days by $review-security, but report what is missing instead of patching it.

Change no file. Report a finding for each thing that reaches us: title "PACKAGE VERSION: what an attacker can do"; body says how it reaches us, from which version on it is mended, whether that is a breaking step, and the exact command to update; path and line of the lock or manifest entry; proof is the command that shows the locked version or the call. P0 can be used from outside now, P1 can be reached by users' data, P2 only by developers or in rare setups, P3 is upkeep. Nothing reaches us: outcome nothing, with what was audited and how many advisories do not.`,
  },
};
