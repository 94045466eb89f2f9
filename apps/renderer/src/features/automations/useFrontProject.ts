import type { ProjectId } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";

/** The project that the person is at: of the thread in the active pane, else the first one. */
export function useFrontProject(): ProjectId | undefined {
  const { layout, projects, rows } = useApp();
  const pane = useSelect(layout, (state) => state.panes[state.active]);
  const list = useSelect(projects, (state) => state.projects);
  const shown = useSelect(rows, (state) =>
    pane?.kind === "thread" ? state.rows.get(pane.threadId)?.projectId : pane?.projectId,
  );
  return list.find(({ id }) => id === shown)?.id ?? list[0]?.id;
}
