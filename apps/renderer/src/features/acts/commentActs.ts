import { MessageSquarePlus, MoveDown, MoveUp, Send } from "lucide-react";
import type { Act } from "./act.ts";

const words = ["review", "diff", "comment"];

/** What the person says to a diff. Letters do the same there, see `fixedKeys`. */
export const commentActs: readonly Act[] = [
  { id: "comment", title: "Comment on the lines", group: "This thread", icon: MessageSquarePlus, words },
  { id: "next-comment", title: "Next comment", group: "This thread", icon: MoveDown, words },
  { id: "previous-comment", title: "Previous comment", group: "This thread", icon: MoveUp, words },
  { id: "send-comments", title: "Send the comments", group: "This thread", icon: Send, words },
];
