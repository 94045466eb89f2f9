import { flushSync } from "react-dom";
import type { LayoutStore } from "../layout/store.ts";

/** Puts the focus into the sidebar: on the thread in front, else on the list's first line, or into the search that is open. */
export function goToSidebar(layout: LayoutStore): void {
  flushSync(() => layout.update((state) => ({ ...state, sidebar: "open" })));
  const sidebar = document.querySelector('aside[aria-label="Sidebar"]');
  const stops = ['[data-stop][aria-current="page"]', "[data-stop]", "input"] as const;
  for (const stop of stops) {
    const found = sidebar?.querySelector<HTMLElement>(stop);
    if (found) return found.focus();
  }
}
