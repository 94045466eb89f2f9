import type { ActionsEvent, ProjectId } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { follow } from "../../feed/follow.ts";

/** A project's actions while somebody looks at them. Undefined until they were read. */
export function useProjectActions(projectId: ProjectId | undefined): ActionsEvent | undefined {
  const { client, connection } = useApp();
  const [actions, setActions] = useState<ActionsEvent>();
  useEffect(() => {
    if (projectId === undefined) return;
    const stop = new AbortController();
    void follow<ActionsEvent>({
      connection,
      signal: stop.signal,
      open: (signal) => client.actions.watch({ projectId }, { signal }),
      onEvent: setActions,
    });
    return () => stop.abort();
  }, [client, connection, projectId]);
  return actions;
}
