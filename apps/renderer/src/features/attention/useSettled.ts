import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { readPress } from "../approvals/index.ts";

/** Long enough for a second tap of the finger that answered, too short to read a question. */
const SETTLE = 400;
const answering = /^([yanf1-9]|Enter)$/i;

/** Whether a key would answer what came up by itself a moment ago. */
export const isTooSoon = (key: string, pressedAt: number, cameAt: number): boolean =>
  answering.test(key) && pressedAt - cameAt < SETTLE;

/**
 * Brings the focus along when the queue goes on by itself, so that the keys stay with it, and holds keys back that would
 * answer the entry that came up before anybody can have read it.
 */
export function useSettled({
  list,
  key,
  chosen,
}: {
  readonly list: RefObject<HTMLElement | null>;
  /** Of the open entry. */
  readonly key: string | undefined;
  /** The person went to it. */
  readonly chosen: boolean;
}): void {
  const before = useRef(key);
  const cameAt = useRef(Number.NEGATIVE_INFINITY);
  useLayoutEffect(() => {
    if (before.current !== key) cameAt.current = chosen ? Number.NEGATIVE_INFINITY : performance.now();
    before.current = key;
  }, [key, chosen]);
  useEffect(() => {
    if (key === undefined || document.activeElement !== document.body) return;
    const line = list.current?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    line?.querySelector<HTMLElement>("[data-entry]")?.focus();
  }, [list, key]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const press = readPress(event);
      if (press.modified || press.writing || !isTooSoon(press.key, event.timeStamp, cameAt.current)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}
