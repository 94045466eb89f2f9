import type { LandingCheck } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { commitHindrance, standing } from "./landing.ts";

const check = (more: Partial<LandingCheck>): LandingCheck => ({
  state: "ready",
  base: "main",
  branch: "work",
  uncommittedFiles: 0,
  ahead: 2,
  behind: 0,
  paths: [],
  suggestedMessage: "",
  ...more,
});

test("every state is said in words, with what explains it", () => {
  const states = [
    check({}),
    check({ behind: 1 }),
    check({ state: "uncommitted", uncommittedFiles: 1, ahead: 0 }),
    check({ state: "nothing", ahead: 0 }),
    check({ state: "base_dirty", paths: ["a.ts"], baseCheckedOutAt: "/home/me/app" }),
    check({ state: "conflict", paths: ["a.ts", "b.ts"] }),
    check({ state: "no_base", base: undefined }),
    check({ state: "turn_running" }),
    check({ state: "uncommitted", uncommittedFiles: 2, merging: { unresolved: ["a.ts"] } }),
    check({ state: "uncommitted", uncommittedFiles: 2, merging: { unresolved: [] } }),
  ];
  expect(states.map((state) => standing(state)).map(({ words, detail, paths }) => [words, detail, ...paths])).toEqual([
    ["Ready to land on main", "2 commits, merges cleanly"],
    ["Ready to land on main", "2 commits, 1 commit behind"],
    ["1 file to commit first", undefined],
    ["Nothing to land", "The branch has no commit that main lacks"],
    ["main has uncommitted changes", "in /home/me/app", "a.ts"],
    ["Conflicts with main in 2 files", "The agent can bring the base in and resolve them", "a.ts", "b.ts"],
    ["No branch to land on", "The work did not start from a branch"],
    ["The agent is working", "Landing waits for the end of the turn"],
    ["1 file still in conflict with main", undefined, "a.ts"],
    ["The merge of main is resolved", "Commit it to go on"],
  ]);
});

test("a commit needs something to commit and an agent at rest", () => {
  expect([
    commitHindrance(check({ state: "uncommitted", uncommittedFiles: 3 })),
    commitHindrance(check({})),
    commitHindrance(check({ state: "turn_running", uncommittedFiles: 3 })),
    commitHindrance(check({ state: "base_dirty", uncommittedFiles: 1 })),
  ]).toEqual([undefined, "Everything is committed", "The agent is working", undefined]);
});
