import type { LandingPreview, LandMethod, ThreadId } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";

/** What a way of landing would do, or why that could not be tried; undefined until it was. */
export function useLandingPreview(threadId: ThreadId, method: LandMethod): LandingPreview | Failure | undefined {
  const { client } = useApp();
  const [tried, setTried] = useState<{ readonly method: LandMethod; readonly as: LandingPreview | Failure }>();
  useEffect(() => {
    const life = new AbortController();
    const put = (as: LandingPreview | Failure) => !life.signal.aborted && setTried({ method, as });
    client.landing
      .preview({ threadId, method }, { signal: life.signal })
      .then(put, (error: unknown) => put(readFailure(error)));
    return () => life.abort();
  }, [client, threadId, method]);
  return tried?.method === method ? tried.as : undefined;
}
