import { clsx } from "clsx";
import type { ReactNode } from "react";

/** Lines added and removed; nothing where nothing changed. */
export function LineCount({
  additions,
  deletions,
  className,
}: {
  readonly additions: number;
  readonly deletions: number;
  readonly className?: string;
}) {
  if (additions === 0 && deletions === 0) return null;
  return (
    <span
      className={clsx(
        "inline-flex gap-[0.6em] font-mono text-[11px]/4 font-medium tracking-[-0.01em] whitespace-nowrap tabular-nums",
        className,
      )}
    >
      {additions > 0 && (
        <span className="text-add-text" aria-label={`${additions} lines added`}>
          +{additions}
        </span>
      )}
      {deletions > 0 && (
        <span className="text-del-text" aria-label={`${deletions} lines removed`}>
          -{deletions}
        </span>
      )}
    </span>
  );
}

const tones = {
  plain: "bg-hover text-text-2",
  amber: "bg-amber-soft text-amber",
  red: "bg-red-soft text-red",
  green: "bg-green-soft text-green",
  accent: "bg-accent-soft text-accent",
  line: "text-text-2 inset-ring inset-ring-line-strong",
} as const;

/** A small word on a soft ground. */
export function Tag({
  tone = "plain",
  children,
  className,
}: {
  readonly tone?: keyof typeof tones;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <span
      className={clsx(
        "inline-flex h-[18px] items-center gap-1 rounded-1 px-[5px] text-micro leading-[18px] font-medium whitespace-nowrap",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

/** How much is used, in ten ticks that turn amber when hardly anything is left; the number stands beside it, bold from 85 %. */
export function Gauge({ share }: { readonly share: number }) {
  const on = Math.round(Math.min(1, Math.max(0, share)) * 10);
  return (
    <span className="inline-flex h-2.5 items-end gap-0.5" aria-hidden>
      {Array.from({ length: 10 }, (_, tick) => (
        <i
          key={tick}
          className={clsx(
            "w-0.5",
            tick < on
              ? share >= 0.95
                ? "h-2.5 bg-amber"
                : "h-2.5 bg-text-2"
              : tick % 5 === 4
                ? "h-2.5 bg-line-strong"
                : "h-1.5 bg-line-strong",
          )}
        />
      ))}
    </span>
  );
}
