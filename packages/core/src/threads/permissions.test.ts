import { builtInProfiles, type ThreadSettings } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { withChange } from "./permissions.ts";

const now: ThreadSettings = { model: "m", sandbox: "workspace-write", approval: "on-request" };
const online = { sandbox: "workspace-write", approval: "never", network: true, writable: ["/data"] } as const;
const named = (name: string) => (name === "Online" ? { ...online, writable: ["/data"] } : builtInProfiles[name]);

test("a profile brings all of its permissions", () => {
  expect(withChange(now, { profile: "Online", effort: "high" }, named)).toEqual({
    model: "m",
    effort: "high",
    ...online,
    profile: "Online",
  });
});

test("setting one permission by hand leaves the profile and keeps the rest", () => {
  const profiled = withChange(now, { profile: "Online" }, named);
  expect(withChange(profiled, { approval: "untrusted" }, named)).toEqual({
    ...now,
    ...online,
    approval: "untrusted",
    profile: undefined,
  });
});

test("another model leaves the profile alone", () => {
  const profiled = withChange(now, { profile: "Read only" }, named);
  expect(withChange(profiled, { model: "n" }, named)).toEqual({ ...profiled, model: "n" });
});

test("a profile that does not exist is refused", () => {
  expect(() => withChange(now, { profile: "Nope" }, named)).toThrow(
    expect.objectContaining({ code: "profile_not_found" }),
  );
});
