import { Minus, Plus, RotateCcw, Undo2 } from "lucide-react";
import type { Act } from "./act.ts";

const group = "This thread";
const words = ["review", "diff", "index", "git add"];

/** What becomes of changes in a review: of the selected lines or the hunk in front, of its file, of everything. */
export const changesActs: readonly Act[] = [
  { id: "stage-hunk", title: "Stage the hunk or the selected lines", group, icon: Plus, words, keys: ["Alt+G"] },
  {
    id: "unstage-hunk",
    title: "Unstage the hunk or the selected lines",
    group,
    icon: Minus,
    words,
    keys: ["Alt+Shift+G"],
  },
  {
    id: "revert-hunk",
    title: "Revert the hunk or the selected lines",
    group,
    icon: Undo2,
    words: ["discard", "review"],
    keys: ["Alt+X"],
  },
  { id: "stage-file", title: "Stage the file", group, icon: Plus, words },
  { id: "unstage-file", title: "Unstage the file", group, icon: Minus, words },
  { id: "revert-file", title: "Revert the file", group, icon: Undo2, words: ["discard", "review"] },
  { id: "stage-all", title: "Stage all changes", group, icon: Plus, words },
  { id: "unstage-all", title: "Unstage all changes", group, icon: Minus, words },
  { id: "revert-all", title: "Revert all changes…", group, icon: Undo2, words: ["discard", "review"] },
  {
    id: "undo-revert",
    title: "Undo the last revert",
    group,
    icon: RotateCcw,
    words: ["review"],
    keys: ["Alt+Shift+Z"],
  },
];
