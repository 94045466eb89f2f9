import type { Chord } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { keyHint } from "../../ui/keyHint.ts";
import { hintOf, normalChord, platformOf, pressedChord, writes } from "../acts/index.ts";

/** A key that is set by pressing it; Escape or leaving the field takes none. */
export function ChordField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: Chord;
  readonly onChange: (value: Chord) => void;
}) {
  const app = useApp();
  const platform = platformOf(app);
  const [listening, setListening] = useState(false);
  const shown = hintOf(normalChord(value, platform));
  return (
    <Button
      aria-label={`${label}, ${listening ? "press the keys" : shown}`}
      aria-pressed={listening}
      className="min-w-40"
      onClick={() => setListening(!listening)}
      onBlur={() => setListening(false)}
      onKeyDown={(event) => {
        if (!listening || event.key === "Tab") return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "Escape") return setListening(false);
        const chord = pressedChord(event.nativeEvent, platform);
        // One that writes would be lost to every text.
        if (chord === undefined || writes(chord)) return;
        setListening(false);
        onChange(chord);
      }}
      // Space and Enter press a button when they are let go.
      onKeyUp={(event) => listening && event.preventDefault()}
    >
      {listening ? "Press the keys" : keyHint(shown)}
    </Button>
  );
}
