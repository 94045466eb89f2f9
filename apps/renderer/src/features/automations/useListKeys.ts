import type { AutomationId, AutomationRow } from "@flightdeck/contract";
import { type RefObject, useEffect } from "react";
import { readPress } from "../approvals/index.ts";

const steps: Readonly<Record<string, 1 | -1>> = { j: 1, k: -1, arrowdown: 1, arrowup: -1 };

/**
 * J, K and the arrows go through the list, X or Space switches, R runs, Enter edits: wherever the focus is but in text, in
 * what floats, and for arrows, Space and Enter in another control.
 */
export function useListKeys({
  list,
  rows,
  chosen,
  choose,
  edit,
  toggle,
  run,
}: {
  readonly list: RefObject<HTMLElement | null>;
  readonly rows: readonly AutomationRow[];
  readonly chosen: AutomationRow | undefined;
  readonly choose: (automationId: AutomationId) => void;
  readonly edit: () => void;
  readonly toggle: (row: AutomationRow) => void;
  readonly run: (row: AutomationRow) => void;
}): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { modified, composing, writing } = readPress(event);
      const { target } = event;
      if (modified || composing || writing || event.defaultPrevented || !(target instanceof HTMLElement)) return;
      if (target.closest("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]") !== null) return;
      const key = event.key.toLowerCase();
      const isOnLine = target === document.body || target.hasAttribute("data-entry");
      const step = /^[jk]$/.test(key) || isOnLine ? steps[key] : undefined;
      if (step !== undefined) {
        const at = rows.findIndex(({ id }) => id === chosen?.id);
        const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
        if (next === undefined) return;
        event.preventDefault();
        choose(next.id);
        const line = list.current?.querySelector(`[data-automation="${CSS.escape(next.id)}"]`);
        line?.querySelector<HTMLElement>("[data-entry]")?.focus({ preventScroll: true });
        line?.scrollIntoView({ block: "nearest" });
        return;
      }
      if (chosen === undefined || event.repeat) return;
      const act =
        key === "x" || (key === " " && isOnLine)
          ? () => toggle(chosen)
          : key === "r"
            ? () => run(chosen)
            : key === "enter" && isOnLine
              ? edit
              : undefined;
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}
