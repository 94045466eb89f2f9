import type { ShellWaiting } from "@flightdeck/contract";
import { useEffect } from "react";
import { type App, useApp } from "../../app.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import type { Entry } from "../attention/entries.ts";

/** Counts what waits on the app's icon, and lists it in the tray. */
export function useShellCounts(): void {
  const { rollUp, rows, shell } = useApp();
  useEffect(() => {
    if (shell === undefined) return;
    let told = "";
    const tell = () => {
      shell.setBadge(rollUp.getState().waiting);
      const threads = waitingThreads({ rollUp, rows });
      const text = JSON.stringify(threads);
      if (text === told) return;
      told = text;
      shell.setWaiting(threads);
    };
    tell();
    const offs = [rollUp.subscribe(tell), rows.subscribe(tell)];
    return () => {
      for (const off of offs) off();
    };
  }, [rollUp, rows, shell]);
}

const why: Readonly<Record<Entry["kind"], string>> = {
  approval: "approval",
  question: "question",
  plan: "plan",
  failure: "failed",
  finished: "done",
};

/** Every thread that stands still until the person acts, once, the longest wait first. */
function waitingThreads({ rollUp, rows }: Pick<App, "rollUp" | "rows">): readonly ShellWaiting[] {
  const list = rows.getState().rows;
  const { waiting } = rollUp.getState().entries;
  const seen = new Set<string>();
  return waiting.flatMap(({ threadId, kind }) => {
    const row = list.get(threadId);
    if (row === undefined || seen.has(threadId)) return [];
    seen.add(threadId);
    return [{ threadId, title: visibleName(row.title), why: why[kind] }];
  });
}
