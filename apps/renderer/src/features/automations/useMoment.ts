import { useCallback, useSyncExternalStore } from "react";
import { useApp } from "../../app.tsx";
import { ahead, nextAhead, nextDay, shortMoment } from "./moments.ts";

/** How far ahead something is. What calls it is drawn again when that reads differently, not each minute. */
export function useAhead(at: number | undefined): string | undefined {
  const { minutes } = useApp();
  const follow = useCallback(
    (listener: () => void) => (at === undefined ? () => {} : minutes.follow((now) => nextAhead(at, now), listener)),
    [minutes, at],
  );
  return useSyncExternalStore(follow, () => (at === undefined ? undefined : ahead(at, minutes.getState())));
}

/** A moment to come in few letters; what it is called changes at midnight. */
export function useShortMoment(at: number | undefined): string | undefined {
  const { minutes } = useApp();
  const follow = useCallback(
    (listener: () => void) => (at === undefined ? () => {} : minutes.follow(nextDay, listener)),
    [minutes, at],
  );
  return useSyncExternalStore(follow, () => (at === undefined ? undefined : shortMoment(at, minutes.getState())));
}
