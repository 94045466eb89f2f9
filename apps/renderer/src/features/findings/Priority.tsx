import type { FindingPriority } from "@flightdeck/contract";
import { clsx } from "clsx";

const looks: Readonly<Record<FindingPriority, string>> = {
  P0: "bg-red-soft text-red inset-ring-red-line",
  P1: "text-red inset-ring-red-line",
  P2: "text-amber inset-ring-amber-line",
  P3: "text-text-2 inset-ring-line-strong",
};

const meanings: Readonly<Record<FindingPriority, string>> = {
  P0: "must not go in",
  P1: "wrong in ordinary use",
  P2: "worth mending",
  P3: "small",
};

/** How much a finding weighs. */
export const Priority = ({ of }: { readonly of: FindingPriority }) => (
  <span
    title={meanings[of]}
    className={clsx(
      "inline-flex h-4 shrink-0 items-center rounded-1 px-1 text-[10.5px] font-strong inset-ring",
      looks[of],
    )}
  >
    {of}
  </span>
);
