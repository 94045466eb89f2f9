import { useEffect } from "react";
import { useApp } from "../../app.tsx";

/** A window that is there for one thread alone goes with it. */
export function useGoneThread(): void {
  const { rows, windows } = useApp();
  useEffect(() => {
    const { alone, thread } = windows.place;
    if (!alone || thread === undefined) return;
    const look = () => {
      const { loaded, rows: known } = rows.getState();
      if (loaded && !known.has(thread)) window.close();
    };
    look();
    return rows.subscribe(look);
  }, [rows, windows]);
}
