export type Action =
  | "newThread"
  | "closeTab"
  | "settings"
  | "toggleSidebar"
  | "togglePanel"
  | "toggleTerminal"
  | "openProject"
  | "palette"
  | "attention"
  | "deck";

type Keys = Pick<KeyboardEvent, "code" | "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

/**
 * What a key press asks of the window. Browsers keep Ctrl+N and Ctrl+W for themselves, so those have Alt forms; the
 * desktop shell's menu brings the usual ones as commands.
 */
export function actionOf(event: Keys): Action | undefined {
  const mod = event.ctrlKey !== event.metaKey;
  if (mod && !event.altKey && !event.shiftKey) {
    if (event.key === ",") return "settings";
    if (event.code === "KeyB") return "toggleSidebar";
    if (event.code === "KeyJ") return "togglePanel";
    if (event.code === "KeyO") return "openProject";
    if (event.code === "KeyK") return "palette";
  }
  if (event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey && event.code === "Backquote")
    return "toggleTerminal";
  if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    if (event.code === "KeyN") return "newThread";
    if (event.code === "KeyW") return "closeTab";
    if (event.code === "KeyA") return "attention";
    if (event.code === "KeyD") return "deck";
  }
  return undefined;
}
