import { clsx } from "clsx";
import { memo, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useApp, useSelect } from "../../../app.tsx";

/**
 * A formula, set. Its place is kept free until all of it is there and can be set; one that cannot be read, or that never
 * ends, is shown as it is written.
 */
export const Formula = memo(function Formula({
  tex,
  raw,
  display,
  open,
  growing,
}: {
  readonly tex: string;
  readonly raw: string;
  readonly display: boolean;
  /** Its end is missing. */
  readonly open: boolean;
  /** Its end may yet come. */
  readonly growing: boolean;
}) {
  const { formulas } = useApp();
  const setting = useSelect(formulas, (state) => state);
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => formulas.load(), [formulas]);
  const set = useMemo(
    () => (setting === "ready" && !open ? formulas.typeset(tex, display) : undefined),
    [formulas, setting, open, tex, display],
  );
  useLayoutEffect(() => {
    if (set !== undefined && "node" in set) box.current?.replaceChildren(set.node);
  }, [set]);
  if (set === undefined || "reason" in set) {
    const coming = open ? growing : setting === "awaited";
    return (
      <code className={clsx(display && "md-formula-source", coming && "invisible")} title={set?.reason}>
        {raw.trim()}
      </code>
    );
  }
  return (
    <span
      ref={box}
      className={clsx("md-formula", display && "md-formula-display")}
      tabIndex={display ? 0 : undefined}
    />
  );
});
