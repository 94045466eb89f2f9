import { builtInProfiles, type PermissionProfile, type ThreadSettings } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { beyondRights } from "./rights.ts";

const rights = (settings: Partial<ThreadSettings>) => ({
  sandbox: "workspace-write" as const,
  approval: "on-request" as const,
  ...settings,
});
const profile = (own: Partial<PermissionProfile>): PermissionProfile => ({
  sandbox: "workspace-write",
  approval: "on-request",
  network: false,
  writable: [],
  ...own,
});

test.each([
  [
    "read-only threads change nothing by automation",
    profile({}),
    rights({ sandbox: "read-only" }),
    ["changes to files"],
  ],
  ["nor do confined ones leave the sandbox", profile({ sandbox: "full-access" }), rights({}), ["no sandbox"]],
  ["a network that the thread lacks", profile({ network: true }), rights({}), ["the network"]],
  ["a network in a read-only profile", profile({ sandbox: "read-only", network: true }), rights({}), ["the network"]],
  ["a network that the thread has", profile({ network: true }), rights({ network: true }), []],
  ["a folder more", profile({ writable: ["/a", "/b"] }), rights({ writable: ["/a"] }), ["changes in /b"]],
  ["a thread that asks first", profile({}), rights({ approval: "untrusted" }), ["fewer questions to you"]],
  ["reading under a thread that asks first", profile({ sandbox: "read-only" }), rights({ approval: "untrusted" }), []],
  ["never asking within the same sandbox", profile({ approval: "never" }), rights({}), []],
  [
    "never asking without a sandbox",
    profile({ sandbox: "full-access", approval: "never" }),
    rights({ sandbox: "full-access" }),
    ["fewer questions to you"],
  ],
])("%s", (_name, wanted, thread, beyond) => {
  expect(beyondRights(wanted, thread)).toEqual(beyond);
});

test("a thread with full access may propose each of the profiles that everyone has", () => {
  const full = rights({ sandbox: "full-access", approval: "never" });
  expect(Object.values(builtInProfiles).flatMap((one) => beyondRights(one, full))).toEqual([]);
});
