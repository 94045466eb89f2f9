import { useState } from "react";
import { TextField } from "../../ui/Field.tsx";

/** A whole number; it holds once the field is left or Enter is pressed. What it may be, the settings themselves say. */
export function NumberField({
  label,
  value,
  unit,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly unit?: string;
  readonly onChange: (value: number) => void;
}) {
  const [typed, setTyped] = useState<string>();
  const text = typed ?? String(value);
  const good = /^\s*-?\d+\s*$/.test(text);
  const commit = () => {
    setTyped(undefined);
    if (good && Number(text) !== value) onChange(Number(text));
  };
  return (
    <TextField
      label={label}
      inputMode="numeric"
      value={text}
      bad={!good}
      className="w-20"
      after={unit !== undefined && <span className="text-text-3">{unit}</span>}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    />
  );
}
