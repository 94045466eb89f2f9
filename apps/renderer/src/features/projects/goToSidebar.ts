import { flushSync } from "react-dom";
import type { LayoutStore } from "../layout/store.ts";

/** Puts the focus into the list of threads: on the one in front, else on its first line. */
export function goToSidebar(layout: LayoutStore): void {
  flushSync(() => layout.update((state) => ({ ...state, sidebar: "open" })));
  const list = document.querySelector('nav[aria-label="Projects"]');
  const stop =
    list?.querySelector<HTMLElement>('[data-stop][aria-current="page"]') ?? list?.querySelector("[data-stop]");
  if (stop instanceof HTMLElement) stop.focus();
}
