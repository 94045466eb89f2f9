/** What a key press in a terminal is for, where it is not the program's. */
export type TerminalKey = "copy" | "paste" | "find" | "send" | "window";

type Keys = Pick<KeyboardEvent, "code" | "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

/**
 * Keys belong to the program in the terminal, Ctrl with a letter above all. What is left: copy and paste, find, sending
 * what is selected, and on a Mac all that is pressed with Cmd. `window`: the window's own shortcuts hear it.
 */
export function terminalKey(
  event: Keys,
  { platform, selected }: { readonly platform: string; readonly selected: boolean },
): TerminalKey | undefined {
  const mac = /^(Mac|iP)/.test(platform);
  const { code, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (altKey) return undefined;
  if (ctrlKey && !metaKey && code === "Backquote") return "window";
  if (event.key === "Enter" && selected && (mac ? metaKey && !ctrlKey : ctrlKey && !metaKey) && !shiftKey)
    return "send";
  if (mac && metaKey && !ctrlKey) {
    if (code === "KeyC") return selected ? "copy" : "window";
    if (code === "KeyV") return "paste";
    return code === "KeyF" && !shiftKey ? "find" : "window";
  }
  if (mac || metaKey) return undefined;
  if (ctrlKey && code === "Insert") return selected ? "copy" : undefined;
  if (!ctrlKey && shiftKey && code === "Insert") return "paste";
  if (ctrlKey && shiftKey) {
    if (code === "KeyC") return "copy";
    if (code === "KeyV") return "paste";
    return "window";
  }
  if (ctrlKey && code === "KeyF") return "find";
  // There Ctrl+C copies what is selected, and interrupts when nothing is.
  if (ctrlKey && code === "KeyC" && selected && platform.startsWith("Win")) return "copy";
  return undefined;
}
