import { expect, test } from "vitest";
import { type CommandRequest, looksDenied, permissionFor } from "./permission.ts";

const words = (
  request: Partial<Omit<CommandRequest, "verdict">> & { readonly verdict?: CommandRequest["verdict"] },
): string => {
  const permission = permissionFor({
    mode: "workspace-write",
    approval: "on-request",
    planning: false,
    sandbox: true,
    escalate: false,
    knownRead: false,
    verdict: { decision: "none" },
    dangerous: false,
    approved: () => false,
    ...request,
  });
  switch (permission.type) {
    case "run":
      return `run ${permission.place}`;
    case "ask":
      return `ask ${permission.reason} ${permission.place}`;
    case "refuse":
      return "refuse";
  }
};

const outside = (place: string): boolean => place === "outside";
const inside = (place: string): boolean => place === "inside";

test.each([
  [{}, "run inside"],
  [{ escalate: true }, "ask escalate outside"],
  [{ escalate: true, approved: outside }, "run outside"],
  [{ escalate: true, approved: inside }, "ask escalate outside"],
  [{ approved: outside }, "run outside"],
  [{ sandbox: false }, "ask no_sandbox outside"],
  [{ sandbox: false, knownRead: true }, "ask no_sandbox outside"],
  [{ sandbox: false, approved: outside }, "run outside"],
  [{ mode: "read-only" }, "run inside"],
  [{ mode: "full-access" }, "run outside"],
  [{ mode: "full-access", sandbox: false, escalate: true }, "run outside"],
  [{ approval: "untrusted" }, "ask untrusted inside"],
  [{ approval: "untrusted", approved: inside }, "run inside"],
  [{ approval: "untrusted", approved: outside }, "run outside"],
  [{ approval: "untrusted", knownRead: true }, "run inside"],
  [{ approval: "untrusted", knownRead: true, escalate: true }, "ask escalate outside"],
  [{ approval: "untrusted", mode: "full-access" }, "ask untrusted outside"],
  [{ approval: "untrusted", mode: "full-access", knownRead: true }, "run outside"],
  [{ approval: "never" }, "run inside"],
  [{ approval: "never", approved: outside }, "run inside"],
  [{ approval: "never", escalate: true }, "refuse"],
  [{ approval: "never", sandbox: false }, "refuse"],
  [{ approval: "never", mode: "full-access" }, "run outside"],
  [{ approval: "untrusted", mode: "full-access", dangerous: true }, "ask untrusted outside"],
  [{ mode: "full-access", dangerous: true }, "ask dangerous outside"],
  [{ mode: "full-access", dangerous: true, approved: outside }, "run outside"],
  [{ mode: "full-access", dangerous: true, approval: "never" }, "run outside"],
  [{ dangerous: true }, "run inside"],
  [{ dangerous: true, escalate: true }, "ask escalate outside"],
] as const satisfies readonly (readonly [Partial<CommandRequest>, string])[])("%j: %s", (request, expected) => {
  expect(words(request)).toBe(expected);
});

const modes = ["read-only", "workspace-write", "full-access"] as const;
const policies = ["untrusted", "on-request", "never"] as const;

/** What becomes of an unknown command for each rule: the columns are untrusted, on-request and never. */
const table: Record<"allow" | "ask" | "forbid", Record<(typeof modes)[number], readonly [string, string, string]>> = {
  allow: {
    "read-only": ["run inside", "run inside", "run inside"],
    "workspace-write": ["run outside", "run outside", "run outside"],
    "full-access": ["run outside", "run outside", "run outside"],
  },
  ask: {
    "read-only": ["ask rule inside", "ask rule inside", "refuse"],
    "workspace-write": ["ask rule inside", "ask rule inside", "refuse"],
    "full-access": ["ask rule outside", "ask rule outside", "refuse"],
  },
  forbid: {
    "read-only": ["refuse", "refuse", "refuse"],
    "workspace-write": ["refuse", "refuse", "refuse"],
    "full-access": ["refuse", "refuse", "refuse"],
  },
};

test.each(
  (["allow", "ask", "forbid"] as const).flatMap((decision) =>
    modes.flatMap((mode) =>
      policies.map((approval, column) => [decision, mode, approval, table[decision][mode][column]] as const),
    ),
  ),
)("a rule that says %s, in %s, asking %s: %s", (decision, mode, approval, expected) => {
  expect(words({ mode, approval, verdict: { decision } })).toBe(expected);
});

test.each([
  [{ verdict: { decision: "allow" }, mode: "read-only", escalate: true }, "ask escalate outside"],
  [{ verdict: { decision: "allow" }, mode: "read-only", sandbox: false }, "ask no_sandbox outside"],
  [{ verdict: { decision: "allow" }, sandbox: false }, "run outside"],
  [{ verdict: { decision: "allow" }, sandbox: false, approval: "never" }, "run outside"],
  [{ verdict: { decision: "ask" }, escalate: true }, "ask rule outside"],
  [{ verdict: { decision: "ask" }, knownRead: true }, "ask rule inside"],
  [{ verdict: { decision: "ask" }, approved: inside }, "run inside"],
  [{ verdict: { decision: "ask" }, approved: outside }, "ask rule inside"],
  [{ verdict: { decision: "ask" }, sandbox: false }, "ask rule outside"],
  [{ verdict: { decision: "forbid" }, approved: () => true }, "refuse"],
] as const satisfies readonly (readonly [Partial<CommandRequest>, string])[])("%j: %s", (request, expected) => {
  expect(words(request)).toBe(expected);
});

test("what a rule forbids is told with its reason", () => {
  const why = "Use pnpm here.";
  const request = {
    mode: "workspace-write",
    approval: "never",
    sandbox: true,
    planning: false,
    escalate: false,
    knownRead: false,
  } as const;
  const more = { verdict: { decision: "forbid", why }, dangerous: false, approved: () => false } as const;
  expect(permissionFor({ ...request, ...more })).toEqual({
    type: "refuse",
    why: "A rule forbids this. Use pnpm here.",
  });
});

test.each([
  [1, "touch: cannot touch '/etc/x': Read-only file system", true],
  [1, "curl: (6) Could not resolve host: example.com", true],
  [2, "mkdir: Permission denied", true],
  [1, "Error: EROFS: read-only file system, open 'x'", true],
  [0, "Permission denied, but who cares", false],
  [1, "AssertionError: expected 1 to be 2", false],
  [127, "bash: nope: Permission denied", false],
  [null, "Permission denied", false],
])("exit code %s with %j looks denied: %s", (exitCode, output, expected) => {
  expect(looksDenied(exitCode, output)).toBe(expected);
});

test("plan mode never leaves its sandbox; without one only known reads run", () => {
  const plan = { mode: "read-only", planning: true } as const;
  expect({
    inside: words(plan),
    escalate: words({ ...plan, escalate: true }),
    letOutBefore: words({ ...plan, approved: () => true }),
    askFirst: words({ ...plan, approval: "untrusted" }),
    noSandbox: words({ ...plan, sandbox: false }),
    noSandboxRead: words({ ...plan, sandbox: false, knownRead: true }),
    neverAsked: words({ ...plan, approval: "never", escalate: true }),
  }).toEqual({
    inside: "run inside",
    escalate: "refuse",
    letOutBefore: "run inside",
    askFirst: "ask untrusted inside",
    noSandbox: "refuse",
    noSandboxRead: "run outside",
    neverAsked: "refuse",
  });
});
