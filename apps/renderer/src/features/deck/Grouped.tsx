import { clsx } from "clsx";
import type { Grouping } from "./order.ts";

const words: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: "status", label: "By status" },
  { value: "project", label: "By project" },
];

/** By what the cards are grouped. */
export function Grouped({
  value,
  onChange,
}: {
  readonly value: Grouping;
  readonly onChange: (value: Grouping) => void;
}) {
  return (
    <div role="group" aria-label="Groups" className="flex h-6 rounded-2 bg-hover p-px">
      {words.map((word) => (
        <button
          key={word.value}
          type="button"
          aria-pressed={word.value === value}
          onClick={() => onChange(word.value)}
          className={clsx(
            "rounded-[4px] px-2 text-small",
            word.value === value
              ? "bg-knob font-medium text-text-1 shadow-[0_0_0_.5px_var(--line-strong)]"
              : "text-text-2 hover:text-text-1",
          )}
        >
          {word.label}
        </button>
      ))}
    </div>
  );
}
