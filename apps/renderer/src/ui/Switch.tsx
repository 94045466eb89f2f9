import { clsx } from "clsx";

/** On or off, at once; named by what it switches. */
export function Switch({
  label,
  on,
  dimmed = false,
  onChange,
  className,
}: {
  readonly label: string;
  readonly on: boolean;
  /** It holds, but something above it keeps it from having an effect. */
  readonly dimmed?: boolean;
  readonly onChange: (on: boolean) => void;
  readonly className?: string;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      onClick={() => onChange(!on)}
      className={clsx(
        "relative h-4 w-7 shrink-0 rounded-[8px] after:absolute after:rounded-full after:transition-[left] after:duration-(--t-quick)",
        on && !dimmed && "bg-accent-fill after:top-[3px] after:left-3.5 after:size-2.5 after:bg-text-on-fill",
        on &&
          dimmed &&
          "inset-ring-[1.5px] inset-ring-line-control after:top-[3px] after:left-3.5 after:size-2.5 after:bg-(--line-control)",
        !on &&
          "inset-ring-[1.5px] inset-ring-line-control after:top-1 after:left-1 after:size-2 after:bg-(--line-control)",
        className,
      )}
    />
  );
}
