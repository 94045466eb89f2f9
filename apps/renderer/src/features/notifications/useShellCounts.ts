import type { ShellWaiting } from "@flightdeck/contract";
import { useEffect } from "react";
import { type App, useApp } from "../../app.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { callingRows, type Entry, entriesOf } from "../attention/entries.ts";
import { waitingCount } from "../attention/store.ts";

/** Counts what waits on the app's icon, and lists it in the tray. */
export function useShellCounts(): void {
  const { attention, rows, shell } = useApp();
  useEffect(() => {
    if (shell === undefined) return;
    let told = "";
    const tell = () => {
      shell.setBadge(waitingCount(attention.getState()));
      const threads = waitingThreads({ attention, rows });
      const text = JSON.stringify(threads);
      if (text === told) return;
      told = text;
      shell.setWaiting(threads);
    };
    tell();
    const offs = [attention.subscribe(tell), rows.subscribe(tell)];
    return () => {
      for (const off of offs) off();
    };
  }, [attention, rows, shell]);
}

const why: Readonly<Record<Entry["kind"], string>> = {
  approval: "approval",
  question: "question",
  plan: "plan",
  failure: "failed",
  finished: "done",
};

/** Every thread that stands still until the person acts, once, the longest wait first. */
function waitingThreads({ attention, rows }: Pick<App, "attention" | "rows">): readonly ShellWaiting[] {
  const list = rows.getState().rows;
  const { waiting, plans } = entriesOf(attention.getState(), callingRows(list));
  const seen = new Set<string>();
  return [...waiting, ...plans].flatMap(({ threadId, kind }) => {
    const row = list.get(threadId);
    if (row === undefined || seen.has(threadId)) return [];
    seen.add(threadId);
    return [{ threadId, title: visibleName(row.title), why: why[kind] }];
  });
}
