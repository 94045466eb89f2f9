import type { Checkout, ProjectId } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { ConnectionLost, type Failure, readFailure } from "../../client.ts";

export interface CheckoutState {
  readonly checkout?: Checkout;
  readonly failure?: Failure;
  readonly reload: () => void;
}

/** Where a project's own checkout stands; read again when the window comes back to the front. */
export function useCheckout(projectId: ProjectId | undefined): CheckoutState {
  const { client, connection } = useApp();
  const epoch = useSelect(connection, (state) => state.epoch);
  const [state, setState] = useState<{
    readonly of?: ProjectId;
    readonly checkout?: Checkout;
    readonly failure?: Failure;
  }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (projectId === undefined) return;
    const life = new AbortController();
    const read = () =>
      void client.projects.checkout({ projectId }, { signal: life.signal }).then(
        (checkout) => setState({ of: projectId, checkout }),
        (error: unknown) => {
          if (life.signal.aborted || error instanceof ConnectionLost) return;
          setState({ of: projectId, failure: readFailure(error) });
        },
      );
    read();
    window.addEventListener("focus", read);
    return () => {
      window.removeEventListener("focus", read);
      life.abort();
    };
  }, [client, projectId, epoch, round]);
  const own = state.of === projectId ? state : {};
  return { checkout: own.checkout, failure: own.failure, reload: () => setRound(round + 1) };
}
