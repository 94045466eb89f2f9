import { type RefObject, useEffect } from "react";
import { readPress } from "../approvals/index.ts";
import { type Entry, stepEntry } from "./entries.ts";

const steps: Readonly<Record<string, 1 | -1>> = { j: 1, k: -1 };

/** Lets J and K go through the queue and letters act on the chosen entry, wherever the focus is in the window but in text. */
export function useEntryKeys({
  list,
  entries,
  current,
  choose,
  acts,
}: {
  readonly list: RefObject<HTMLElement | null>;
  readonly entries: readonly Entry[];
  readonly current: Entry | undefined;
  readonly choose: (key: string) => void;
  /** What a letter does with the chosen entry. */
  readonly acts: Readonly<Record<string, (entry: Entry) => void>>;
}): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, modified, composing, writing } = readPress(event);
      if (modified || composing || writing || event.defaultPrevented) return;
      // A question's form in the queue is one too: there the keys are the queue's.
      const over = event.target instanceof Element ? event.target.closest("[role=dialog], [role=menu]") : null;
      if (over !== null && list.current?.contains(over) !== true) return;
      const step = steps[key.toLowerCase()];
      if (step !== undefined) {
        const next = stepEntry(entries, current?.key, step);
        if (next === undefined) return;
        event.preventDefault();
        choose(next.key);
        const line = list.current?.querySelector(`[data-key="${CSS.escape(next.key)}"]`);
        line?.querySelector<HTMLElement>("[data-entry]")?.focus();
        line?.scrollIntoView({ block: "nearest" });
        return;
      }
      const act = acts[key.toLowerCase()];
      if (act === undefined || current === undefined || event.repeat) return;
      event.preventDefault();
      act(current);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}
