import { clsx } from "clsx";
import { memo, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useApp, useSelect } from "../../../app.tsx";

/** A formula: as it is written until all of it is there and can be set, and for good when it cannot be read. */
export const Formula = memo(function Formula({
  tex,
  raw,
  display,
  open,
}: {
  readonly tex: string;
  readonly raw: string;
  readonly display: boolean;
  readonly open: boolean;
}) {
  const { formulas } = useApp();
  const ready = useSelect(formulas, (loaded) => loaded);
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => formulas.load(), [formulas]);
  const set = useMemo(
    () => (ready && !open ? formulas.typeset(tex, display) : undefined),
    [formulas, ready, open, tex, display],
  );
  useLayoutEffect(() => {
    if (set !== undefined && "node" in set) box.current?.replaceChildren(set.node);
  }, [set]);
  if (set === undefined || "reason" in set) {
    return (
      <code className={clsx(display && "md-formula-source")} title={set?.reason}>
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
