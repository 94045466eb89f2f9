import { Settings } from "@flightdeck/contract";

const KEY = "flightdeck.theme";

/** Puts the theme on the root, and keeps it so that the next start paints with it from the first frame. */
export function applyTheme(theme: Settings["theme"], root: HTMLElement, storage: Storage): void {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  storage.setItem(KEY, theme);
}

/** The theme of the last time, before the host has told. */
export function keptTheme(storage: Storage): Settings["theme"] {
  return Settings.shape.theme.catch("system").parse(storage.getItem(KEY) ?? "system");
}
