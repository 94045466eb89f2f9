import { useState } from "react";
import { TextField } from "../../ui/Field.tsx";

/** Keeps what was typed when the focus leaves it, so that no setting is half a word. */
function useTyped(value: string, onKeep: (text: string) => void) {
  const [typed, setTyped] = useState<string>();
  return {
    value: typed ?? value,
    type: setTyped,
    keep: () => {
      if (typed !== undefined && typed !== value) onKeep(typed);
      setTyped(undefined);
    },
  };
}

/** A line of text that is kept when it is done. */
export function ShortText({
  value,
  onKeep,
  ...rest
}: Omit<Parameters<typeof TextField>[0], "value" | "onChange"> & {
  readonly value: string;
  readonly onKeep: (text: string) => void;
}) {
  const typed = useTyped(value, onKeep);
  return (
    <TextField
      {...rest}
      value={typed.value}
      onChange={(event) => typed.type(event.target.value)}
      onBlur={typed.keep}
      onKeyDown={(event) => event.key === "Enter" && typed.keep()}
    />
  );
}

/** Some lines of text that are kept when the focus leaves them. */
export function LongText({
  label,
  placeholder,
  rows,
  max,
  value,
  onKeep,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly rows: number;
  readonly max: number;
  readonly value: string;
  readonly onKeep: (text: string) => void;
}) {
  const typed = useTyped(value, onKeep);
  return (
    <textarea
      aria-label={label}
      placeholder={placeholder}
      rows={rows}
      maxLength={max}
      value={typed.value}
      onChange={(event) => typed.type(event.target.value)}
      onBlur={typed.keep}
      className="w-full resize-y rounded-2 bg-raised px-2 py-1.5 text-text-1 inset-ring inset-ring-line-strong outline-none placeholder:text-text-3 focus:inset-ring-accent focus:outline focus:outline-accent"
    />
  );
}
