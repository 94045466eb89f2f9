import { Check } from "lucide-react";
import { Icon } from "./Icon.tsx";

/** Around the ring once. */
const ROUND = 2 * Math.PI * 5.5;

/** How much is read: an empty ring, a part of one, a check; a dot before it where something changed since the person looked. */
export function ReadRing({
  label,
  share,
  fresh = false,
}: {
  readonly label: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly fresh?: boolean;
}) {
  return (
    <span role="img" aria-label={label} title={label} className="flex shrink-0 items-center gap-1 text-text-3">
      {fresh && <i className="size-1.5 rounded-full bg-accent-fill" />}
      {share === 1 ? (
        <Icon of={Check} size={14} />
      ) : (
        <svg viewBox="0 0 14 14" className="mx-px size-3 -rotate-90" fill="none" strokeWidth="2.5" aria-hidden>
          <circle cx="7" cy="7" r="5.5" className="stroke-line-strong" />
          {share > 0 && (
            <circle cx="7" cy="7" r="5.5" className="stroke-text-2" strokeDasharray={`${share * ROUND} ${2 * ROUND}`} />
          )}
        </svg>
      )}
    </span>
  );
}
