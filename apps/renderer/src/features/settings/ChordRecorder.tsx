import type { Chord } from "@flightdeck/contract";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { platformOf, pressedChord } from "../acts/index.ts";

/** A button that takes the next keys pressed; Escape or leaving it takes none. */
export function ChordRecorder({
  label,
  onRecord,
}: {
  readonly label: string;
  readonly onRecord: (chord: Chord) => void;
}) {
  const app = useApp();
  const [recording, setRecording] = useState(false);
  if (!recording) return <IconButton label={label} icon={Plus} size="small" onClick={() => setRecording(true)} />;
  return (
    <Button
      size="small"
      aria-label={`${label}: press the keys`}
      autoFocus
      onBlur={() => setRecording(false)}
      onClick={() => setRecording(false)}
      onKeyDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "Escape" || event.key === "Tab") return setRecording(false);
        const chord = pressedChord(event.nativeEvent, platformOf(app));
        if (chord === undefined) return;
        setRecording(false);
        onRecord(chord);
      }}
      // Space and Enter press a button when they are let go.
      onKeyUp={(event) => event.preventDefault()}
    >
      Press the keys
    </Button>
  );
}
