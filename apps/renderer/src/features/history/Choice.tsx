import { clsx } from "clsx";

/** One of a few ways, with what it means. */
export function Choice<Value extends string>({
  value,
  chosen,
  onChoose,
  title,
  note,
}: {
  readonly value: Value;
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
  readonly title: string;
  readonly note: string;
}) {
  const on = value === chosen;
  return (
    <label
      className={clsx(
        "block rounded-2 border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-focus",
        on ? "border-accent bg-accent-soft inset-ring inset-ring-accent" : "border-line-strong bg-raised",
      )}
    >
      <input
        type="radio"
        name="fork-files"
        className="sr-only"
        checked={on}
        onChange={() => onChoose(value)}
        aria-label={title}
      />
      <span className="block font-medium">{title}</span>
      <span className="block text-small text-text-2">{note}</span>
    </label>
  );
}
