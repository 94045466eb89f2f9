import { useCallback, useEffect, useMemo, useState } from "react";

/** So many more come in each pause. */
const MORE = 200;

/**
 * The beginning of a long list, which grows in pauses from the moment it may until it is whole. `all` makes it whole at once,
 * for who goes to something behind its end.
 */
export function useGrowing<Item>(
  list: readonly Item[],
  first: number,
  mayGrow: boolean,
): { readonly some: readonly Item[]; readonly all: () => void } {
  const [count, setCount] = useState(first);
  const whole = count >= list.length;
  useEffect(() => {
    if (whole || !mayGrow) return;
    const grow = () => setCount((before) => before + MORE);
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(grow); // Safari has none
      return () => clearTimeout(timer);
    }
    const pause = requestIdleCallback(grow, { timeout: 200 });
    return () => cancelIdleCallback(pause);
  }, [count, whole, mayGrow]);
  const all = useCallback(() => setCount(Number.POSITIVE_INFINITY), []);
  const some = useMemo(() => (whole ? list : list.slice(0, count)), [whole, list, count]);
  return { some, all };
}
