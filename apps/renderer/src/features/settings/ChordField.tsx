import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { formatChord, parseChord, pressedChord } from "../voice/index.ts";

/** Keys that are set by pressing them. */
export function ChordField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const [listening, setListening] = useState(false);
  const valid = parseChord(value) !== undefined;
  return (
    <Button
      aria-label={`${label}, ${listening ? "press the keys" : value}`}
      aria-pressed={listening}
      className="min-w-40"
      onClick={() => setListening(!listening)}
      onBlur={() => setListening(false)}
      onKeyDown={(event) => {
        if (!listening || event.key === "Tab") return;
        event.preventDefault();
        event.stopPropagation();
        const chord = pressedChord(event.nativeEvent);
        if (chord === undefined && event.key !== "Escape") return;
        setListening(false);
        if (chord !== undefined) onChange(formatChord(chord));
      }}
    >
      {listening ? "Press the keys" : valid ? value : `${value} is no key`}
    </Button>
  );
}
