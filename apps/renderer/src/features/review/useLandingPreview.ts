import type { LandingPreview, LandMethod, ThreadId } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";

/** What a way of landing would do; undefined until it was tried. What cannot be tried is told by the landing itself. */
export function useLandingPreview(threadId: ThreadId, method: LandMethod): LandingPreview | undefined {
  const { client } = useApp();
  const [preview, setPreview] = useState<LandingPreview>();
  useEffect(() => {
    const life = new AbortController();
    client.landing.preview({ threadId, method }, { signal: life.signal }).then(setPreview, () => {
      if (!life.signal.aborted) setPreview(undefined);
    });
    return () => life.abort();
  }, [client, threadId, method]);
  return preview?.method === method ? preview : undefined;
}
