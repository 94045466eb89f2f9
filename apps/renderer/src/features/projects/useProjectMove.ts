import { ProjectId } from "@flightdeck/contract";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";

const TYPE = "application/x-flightdeck-project";

/** Moves a project by one among the others. */
export function useProjectStep(projectId: ProjectId): (step: 1 | -1) => void {
  const { client, projects } = useApp();
  const failed = useFailed();
  return (step) => {
    const list = projects.getState().projects.map(({ id }) => id);
    const at = list.indexOf(projectId);
    if (at + step < 0 || at + step >= list.length) return;
    client.projects.move({ projectId, before: list[step < 0 ? at - 1 : at + 2] }).catch(failed);
  };
}

/** What a project's head needs to be put elsewhere: dragged among the others, or by keys. */
export function useProjectMove(projectId: ProjectId) {
  const { client, projects } = useApp();
  const failed = useFailed();
  const step = useProjectStep(projectId);
  const [edge, setEdge] = useState<"before" | "behind">();
  const at = (event: DragEvent) => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY < top + height / 2 ? "before" : "behind";
  };
  return {
    edge,
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData(TYPE, projectId);
      event.dataTransfer.effectAllowed = "move";
    },
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(TYPE)) return;
      event.preventDefault();
      setEdge(at(event));
    },
    onDragLeave: () => setEdge(undefined),
    onDrop: (event: DragEvent) => {
      setEdge(undefined);
      const dropped = ProjectId.safeParse(event.dataTransfer.getData(TYPE)).data;
      if (dropped === undefined || dropped === projectId) return;
      event.preventDefault();
      const list = projects.getState().projects.map(({ id }) => id);
      const before = at(event) === "before" ? projectId : list[list.indexOf(projectId) + 1];
      if (before !== dropped) client.projects.move({ projectId: dropped, before }).catch(failed);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      step(event.key === "ArrowUp" ? -1 : 1);
    },
  };
}
