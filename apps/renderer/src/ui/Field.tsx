import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

/** A line of text to fill in. `label` is its accessible name. */
export function TextField({
  label,
  mono = false,
  bad = false,
  before,
  after,
  className,
  ...rest
}: Omit<ComponentProps<"input">, "aria-label"> & {
  readonly label: string;
  readonly mono?: boolean;
  readonly bad?: boolean;
  readonly before?: ReactNode;
  readonly after?: ReactNode;
}) {
  return (
    <span
      className={clsx(
        "flex h-7 min-w-0 items-center gap-2 rounded-2 bg-raised px-2 inset-ring focus-within:inset-ring-accent focus-within:outline focus-within:outline-accent",
        bad ? "inset-ring-red-fill" : "inset-ring-line-strong",
        className,
      )}
    >
      {before}
      <input
        aria-label={label}
        aria-invalid={bad || undefined}
        spellCheck={false}
        autoComplete="off"
        {...rest}
        className={clsx(
          "h-full min-w-0 flex-1 bg-transparent text-text-1 outline-none placeholder:text-text-3",
          mono && "font-mono text-small",
        )}
      />
      {after}
    </span>
  );
}

/** Two or three ways, side by side, one chosen. */
export function Segmented<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <span role="radiogroup" aria-label={label} className="inline-flex rounded-[6px] bg-hover p-0.5">
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="inline-flex h-[22px] items-center rounded-[4px] px-2 text-small whitespace-nowrap text-text-2 has-checked:bg-knob has-checked:font-medium has-checked:text-text-1 has-checked:ring has-checked:ring-line has-focus-visible:outline-2 has-focus-visible:outline-focus"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </span>
  );
}

/** A box with a check, wherever one stands. */
export const checkboxLook =
  "size-3.5 shrink-0 appearance-none rounded-[3px] inset-ring-[1.5px] inset-ring-line-control checked:bg-accent-fill checked:bg-[url('data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%20viewBox=%220%200%2014%2014%22%20fill=%22none%22%20stroke=%22white%22%20stroke-width=%222%22%20stroke-linecap=%22round%22%20stroke-linejoin=%22round%22%3E%3Cpath%20d=%22M3.5%207.2%206%209.6l4.6-5%22/%3E%3C/svg%3E')] checked:inset-ring-transparent";

/** On or off, at once. */
export function Checkbox({
  checked,
  onChange,
  children,
}: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <label className="inline-flex items-center gap-1.5 text-small text-text-2 select-none hover:text-text-1">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className={checkboxLook}
      />
      {children}
    </label>
  );
}
