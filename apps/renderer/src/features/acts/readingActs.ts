import { BookOpenCheck, CheckCheck, Eye, FileCheck, MoveDown } from "lucide-react";
import type { Act } from "./act.ts";

const words = ["review", "diff", "read"];

/** What a person has read of a review. Letters do the same there, see `fixedKeys`. */
export const readingActs: readonly Act[] = [
  { id: "read-hunk", title: "Mark the hunk as read", group: "This thread", icon: BookOpenCheck, words },
  { id: "read-file", title: "Mark the file as read", group: "This thread", icon: FileCheck, words },
  { id: "read-all", title: "Mark all changes as read", group: "This thread", icon: CheckCheck, words },
  { id: "next-unread-hunk", title: "Next unread hunk", group: "This thread", icon: MoveDown, words },
  { id: "since-looked", title: "Show what changed since you looked", group: "This thread", icon: Eye, words },
];
