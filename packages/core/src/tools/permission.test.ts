import { expect, test } from "vitest";
import { type CommandRequest, looksDenied, permissionFor } from "./permission.ts";

const words = (request: Partial<CommandRequest>): string => {
  const permission = permissionFor({
    mode: "workspace-write",
    approval: "on-request",
    sandbox: true,
    escalate: false,
    knownRead: false,
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
] as const satisfies readonly (readonly [Partial<CommandRequest>, string])[])("%j: %s", (request, expected) => {
  expect(words(request)).toBe(expected);
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
