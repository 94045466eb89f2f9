import type { ApprovalDecision } from "@flightdeck/contract";

const keys: Readonly<Record<string, ApprovalDecision>> = { y: "approve", a: "approve_for_thread", n: "decline" };

/** What a key press was, as far as it matters here. */
export interface Press {
  readonly key: string;
  readonly modified: boolean;
  readonly repeat: boolean;
  readonly composing: boolean;
  /** The focus is in something that takes text. */
  readonly writing: boolean;
}

/** The answer a key stands for. Text that is being written is never one, nor is a key that is held down. */
export function decisionOf(press: Press): ApprovalDecision | undefined {
  if (press.modified || press.repeat || press.composing || press.writing) return undefined;
  return keys[press.key.toLowerCase()];
}

/** Reads a key press of the page. */
export function readPress(event: KeyboardEvent): Press {
  const target = event.target;
  return {
    key: event.key,
    modified: event.ctrlKey || event.metaKey || event.altKey,
    repeat: event.repeat,
    composing: event.isComposing,
    writing:
      target instanceof HTMLElement &&
      (target.isContentEditable || target.closest("input, textarea, select, [role=textbox], [role=combobox]") !== null),
  };
}
