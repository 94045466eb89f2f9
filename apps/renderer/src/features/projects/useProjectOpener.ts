import type { Project } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";

export interface ProjectOpener {
  /** The folder that was tried last. */
  readonly path?: string;
  readonly busy: boolean;
  readonly failure?: Failure;
  readonly open: (path: string, options?: { readonly init: boolean }) => void;
  readonly reset: () => void;
}

/** Opens a folder as a project and keeps what was wrong with it, for the place where the person looks. */
export function useProjectOpener(onOpened: (project: Project) => void): ProjectOpener {
  const { client } = useApp();
  const [state, setState] = useState<{ readonly path?: string; readonly busy: boolean; readonly failure?: Failure }>({
    busy: false,
  });
  return {
    ...state,
    open(path, { init } = { init: false }) {
      setState({ path, busy: true });
      client.projects.open({ path, init }).then(
        (project) => {
          setState({ busy: false });
          onOpened(project);
        },
        (error: unknown) => setState({ path, busy: false, failure: readFailure(error) }),
      );
    },
    reset: () => setState({ busy: false }),
  };
}
