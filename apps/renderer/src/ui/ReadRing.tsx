import { Check } from "lucide-react";
import { Icon } from "./Icon.tsx";

/** Around the ring once. */
const ROUND = 2 * Math.PI * 5.5;

/** How much is read: an empty ring, a part of one, a check; a dot at its edge for what changed since the person looked. */
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
    <span role="img" aria-label={label} title={label} className="grid size-3.5 shrink-0 place-items-center text-text-3">
      {share === 1 ? (
        <Icon of={Check} size={14} />
      ) : (
        <svg viewBox="0 0 14 14" className="size-3 overflow-visible" aria-hidden>
          <g transform="rotate(-90 7 7)" fill="none" strokeWidth="2.5">
            <circle cx="7" cy="7" r="5.5" className="stroke-line-strong" />
            {share > 0 && (
              <circle
                cx="7"
                cy="7"
                r="5.5"
                className="stroke-text-2"
                strokeDasharray={`${share * ROUND} ${2 * ROUND}`}
              />
            )}
          </g>
          {fresh && <circle cx="12" cy="2" r="3" className="fill-accent-fill" />}
        </svg>
      )}
    </span>
  );
}
