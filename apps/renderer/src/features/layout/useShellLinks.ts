import { useEffect } from "react";
import { useApp } from "../../app.tsx";
import { openNew, openThread } from "./store.ts";

/** Goes where deep links and clicked notifications lead. */
export function useShellLinks(): void {
  const { layout, shell, projects, client } = useApp();
  useEffect(() => {
    const offs = [
      shell?.onOpenThread((threadId) => layout.update((state) => openThread(state, threadId))),
      shell?.onNewThread(({ prompt, path }) => {
        const known = projects.getState().projects;
        const project = known.find((each) => each.path === path) ?? known[0];
        const show = () => layout.update((state) => openNew(state, project?.id));
        if (project === undefined || prompt === undefined) return show();
        // It becomes a draft, to be read and sent by the person alone.
        client.threads.saveDraft({ key: `new:${project.id}`, text: prompt }).then(show, show);
      }),
    ];
    return () => {
      for (const off of offs) off?.();
    };
  }, [layout, shell, projects, client]);
}
