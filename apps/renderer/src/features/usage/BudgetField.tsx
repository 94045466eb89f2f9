import { useState } from "react";
import { TextField } from "../../ui/Field.tsx";

const amount = (text: string): number | null | undefined => {
  const words = text.trim().replace(/^\$/, "").replace(",", ".");
  if (words === "") return null;
  const dollars = Number(words);
  return dollars > 0 && dollars <= 100_000 ? dollars : undefined;
};

/** A limit in dollars; empty is none. It holds once the field is left or Enter is pressed. */
export function BudgetField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | null) => void;
}) {
  const [typed, setTyped] = useState<string>();
  const text = typed ?? (value === undefined ? "" : String(value));
  const dollars = amount(text);
  const commit = () => {
    if (dollars === undefined) return;
    setTyped(undefined);
    if (dollars !== (value ?? null)) onChange(dollars);
  };
  return (
    <TextField
      label={label}
      inputMode="decimal"
      placeholder="No limit"
      value={text}
      bad={dollars === undefined}
      title="In US dollars; empty for no limit"
      className="w-28"
      after={<span className="text-text-3">$</span>}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    />
  );
}
