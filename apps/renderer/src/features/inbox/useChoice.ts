import { type RefObject, useCallback, useMemo, useRef, useState } from "react";
import type { VListHandle } from "virtua";
import type { InboxRow } from "@flightdeck/contract";
import { afterRemoval, type Line, rangeOf, stepLine } from "./order.ts";

/** Which line is looked at, and which entries the next act is about. */
export interface Choice {
  readonly current: Line | undefined;
  /** The person went to it; else it came up by itself. */
  readonly byPerson: boolean;
  readonly selected: ReadonlySet<string>;
  /** The selected entries, else the one that is looked at. */
  readonly targets: readonly InboxRow[];
  readonly choose: (key: string) => void;
  /** Goes on by a line; `extend` takes it into the selection. */
  readonly step: (step: 1 | -1, extend: boolean) => void;
  /** Selects one or no longer; `range`: all from the last one that was touched. */
  readonly toggle: (key: string, range: boolean) => void;
  readonly toggleAll: () => void;
  readonly clear: () => void;
  /** Goes to what stays where lines are about to be taken away. */
  readonly leaveBehind: (gone: ReadonlySet<string>) => void;
}

/** The choice among lines. `onLook` hears of a line that the person went to. */
export function useChoice({
  lines,
  list,
  virtual,
  onLook,
}: {
  readonly lines: readonly Line[];
  readonly list: RefObject<HTMLElement | null>;
  readonly virtual: RefObject<VListHandle | null>;
  readonly onLook: (line: Line) => void;
}): Choice {
  const [chosen, setChosen] = useState<string>();
  const [marked, setMarked] = useState<ReadonlySet<string>>(() => new Set());
  const anchor = useRef<string>(undefined);
  const current = lines.find(({ key }) => key === chosen) ?? lines[0];

  const reveal = useCallback(
    (key: string) => {
      const index = lines.findIndex((line) => line.key === key);
      virtual.current?.scrollToIndex(index, { align: "nearest" });
      const focus = () => {
        const line = list.current?.querySelector(`[data-key="${CSS.escape(key)}"]`);
        const button = line?.querySelector<HTMLElement>("[data-entry]");
        button?.focus({ preventScroll: true });
        line?.scrollIntoView({ block: "nearest" });
        return button !== undefined && button !== null;
      };
      // A line that comes into view is drawn with the next frame.
      if (!focus()) requestAnimationFrame(focus);
    },
    [lines, list, virtual],
  );

  const choose = (key: string) => {
    const line = lines.find((each) => each.key === key);
    if (line === undefined) return;
    setChosen(key);
    anchor.current = key;
    onLook(line);
  };

  const selected = useMemo(() => {
    const shown = new Set(lines.map(({ key }) => key));
    return new Set([...marked].filter((key) => shown.has(key)));
  }, [lines, marked]);
  const targets = useMemo(
    () =>
      lines.flatMap((line) =>
        line.kind === "entry" && (selected.size > 0 ? selected.has(line.key) : line === current) ? [line.row] : [],
      ),
    [lines, selected, current],
  );

  return {
    current,
    byPerson: current !== undefined && current.key === chosen,
    selected,
    targets,
    choose,
    step: (step, extend) => {
      const next = stepLine(lines, chosen === undefined && !extend ? undefined : current?.key, step);
      if (next === undefined) return;
      if (extend) setMarked(new Set([...selected, ...rangeOf(lines, current?.key, next.key)]));
      choose(next.key);
      reveal(next.key);
    },
    toggle: (key, range) => {
      const keys = range ? rangeOf(lines, anchor.current ?? current?.key, key) : rangeOf(lines, key, key);
      const next = new Set(selected);
      const off = !range && next.has(key);
      for (const each of keys) {
        if (off) next.delete(each);
        else next.add(each);
      }
      anchor.current = key;
      setMarked(next);
    },
    toggleAll: () => {
      const all = lines.filter(({ kind }) => kind === "entry").map(({ key }) => key);
      setMarked(selected.size === all.length ? new Set() : new Set(all));
    },
    clear: () => setMarked(new Set()),
    leaveBehind: (gone) => {
      const next = afterRemoval(lines, current?.key, gone);
      if (next === undefined || next === current?.key) return;
      setChosen(next);
      anchor.current = next;
      reveal(next);
    },
  };
}
