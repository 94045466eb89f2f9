import type { Chord } from "@flightdeck/contract";

/** A key that belongs to what is in front and is the same for everybody. */
export interface FixedKey {
  readonly keys: readonly Chord[];
  readonly does: string;
  readonly where: string;
  /** It gives way to others of the same keys wherever it does not apply. */
  readonly yields?: boolean;
}

/** Letters and digits of cards and lists, where nothing is being written; and the keys of the message. */
export const fixedKeys: readonly FixedKey[] = [
  { keys: ["Y"], does: "Approve", where: "on an approval" },
  { keys: ["A"], does: "Approve for this thread", where: "on an approval" },
  { keys: ["N"], does: "Decline", where: "on an approval" },
  { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], does: "Choose an option", where: "on a question" },
  { keys: ["Y"], does: "Accept", where: "on a plan" },
  { keys: ["F"], does: "Accept in a fresh context", where: "on a plan" },
  { keys: ["R"], does: "Ask for changes", where: "on a plan" },
  { keys: ["E"], does: "Write in it", where: "on a plan" },
  { keys: ["C"], does: "Comment on all of it", where: "on a plan" },
  { keys: ["N"], does: "Decline", where: "on a plan" },
  { keys: ["Alt+ArrowUp", "Alt+ArrowDown"], does: "Move the step", where: "in a plan", yields: true },
  { keys: ["Mod+Alt+M"], does: "Comment on the step", where: "in a plan", yields: true },
  { keys: ["Mod+Shift+K"], does: "Remove the step", where: "in a plan", yields: true },
  { keys: ["J"], does: "Next", where: "in the queue, the automations and the review" },
  { keys: ["K"], does: "Previous", where: "in the queue, the automations and the review" },
  { keys: ["O"], does: "Open the thread", where: "in the queue" },
  { keys: ["H"], does: "Snooze for an hour", where: "in the queue" },
  { keys: ["E"], does: "Mark as seen", where: "in the queue" },
  { keys: ["J", "ArrowDown"], does: "Next", where: "in the inbox" },
  { keys: ["K", "ArrowUp"], does: "Previous", where: "in the inbox" },
  { keys: ["X"], does: "Select", where: "in the inbox" },
  { keys: ["Shift+X", "Shift+J", "Shift+K"], does: "Select as far as there", where: "in the inbox" },
  { keys: ["A"], does: "Select all", where: "in the inbox" },
  { keys: ["E"], does: "Archive, or bring back", where: "in the inbox" },
  { keys: ["Z"], does: "Undo archiving", where: "in the inbox" },
  { keys: ["U"], does: "Mark as read or unread", where: "in the inbox" },
  { keys: ["R"], does: "Review", where: "in the inbox" },
  { keys: ["C"], does: "Fix, or continue as thread", where: "in the inbox" },
  { keys: ["X"], does: "Switch on or off", where: "on an automation" },
  { keys: ["R"], does: "Run now", where: "on an automation" },
  { keys: ["S"], does: "Steer the thread", where: "in the deck" },
  { keys: ["N"], does: "Next change", where: "in the review" },
  { keys: ["P"], does: "Previous change", where: "in the review" },
  { keys: ["Shift+ArrowUp", "Shift+ArrowDown"], does: "Select lines", where: "in the review", yields: true },
  { keys: ["/"], does: "Filter the files", where: "in the review" },
  { keys: ["E"], does: "Mark the hunk as read and go on", where: "in the review" },
  { keys: ["V"], does: "Mark the file as read", where: "in the review" },
  { keys: ["U"], does: "Next unread hunk", where: "in the review" },
  { keys: ["C"], does: "Comment on the lines", where: "in the review" },
  { keys: ["M"], does: "Next comment", where: "in the review" },
  { keys: ["Shift+M"], does: "Previous comment", where: "in the review" },
  { keys: ["R"], does: "Resolve, or open again", where: "on a comment" },
  { keys: ["Mod+Enter"], does: "Add the comment", where: "in a comment", yields: true },
  { keys: ["Enter"], does: "Send, or steer the running turn", where: "in the message" },
  { keys: ["Alt+Enter"], does: "Queue for after the turn", where: "in the message" },
  { keys: ["Shift+Enter"], does: "New line", where: "in the message" },
  { keys: ["Mod+B"], does: "Bold", where: "on words selected in the message", yields: true },
  { keys: ["Mod+I"], does: "Italic", where: "on words selected in the message", yields: true },
  { keys: ["Mod+E"], does: "Code", where: "on words selected in the message", yields: true },
];
