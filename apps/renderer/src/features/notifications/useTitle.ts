import { useEffect } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { frontThread } from "../layout/store.ts";

/** The window's name: how many agents wait for the person, and the thread in front. */
export function useTitle(): void {
  const { rollUp, layout, rows } = useApp();
  const waiting = useSelect(rollUp, (state) => state.waiting);
  const front = useSelect(layout, frontThread);
  const title = useSelect(rows, (state) => (front === undefined ? undefined : state.rows.get(front)?.title));
  useEffect(() => {
    const name = title === undefined ? "Flightdeck" : `${visibleName(title)} · Flightdeck`;
    document.title = waiting === 0 ? name : `(${waiting}) ${name}`;
  }, [waiting, title]);
}
