import type { HandoverCheck } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { handoverWords } from "./words.ts";

const check = (more: Partial<HandoverCheck>): HandoverCheck => ({
  to: "local",
  branch: "flightdeck/fix",
  localBranch: "main",
  localPath: "/home/me/app",
  changed: 2,
  stay: [],
  ...more,
});

test("what a move will do is said in sentences, and odd names are marked", () => {
  expect([
    handoverWords(check({ stay: ["a\u202eb"] }), "move"),
    handoverWords(check({ to: "worktree", changed: 0 }), "move"),
    handoverWords(check({ to: "worktree", branch: "main" }), "move")[2],
    handoverWords(check({ to: "worktree", branch: "main", stay: ["a", "b", "c"] }), "copy").slice(2),
  ]).toEqual([
    [
      "/home/me/app goes from main to flightdeck/fix.",
      "2 changed files come along, staged as they are.",
      "The agent goes on there. The worktree's folder stays, with its ignored files, for the way back.",
      "a⟨U+202E⟩b stays in the local checkout.",
    ],
    [
      "flightdeck/fix goes along to the worktree.",
      "There are no uncommitted changes to bring along.",
      "/home/me/app goes back to main, without these changes.",
    ],
    "/home/me/app stays on main, without these changes. Ignored files stay.",
    ["/home/me/app keeps what it has.", "a and 2 more stay in the local checkout."],
  ]);
});
