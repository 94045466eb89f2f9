import { Mic } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { hintOf, normalChord, platformOf } from "../acts/index.ts";
import { createHold } from "./hold.ts";
import { isActive } from "./store.ts";

/** Begins and ends a dictation into a draft: held as long as one talks, or tapped twice. */
export function DictateButton({ draftKey }: { readonly draftKey: string }) {
  const app = useApp();
  const { voice, settings } = app;
  const pressed = useSelect(voice, ({ dictation }) => isActive(dictation, draftKey));
  const key = useSelect(settings, (state) => state.settings?.voice.key);
  const hint = key === undefined ? undefined : hintOf(normalChord(key, platformOf(app)));
  const [hold] = useState(() =>
    createHold({
      active: () => isActive(voice.getState().dictation, draftKey),
      start: () => voice.start(draftKey),
      finish: voice.finish,
    }),
  );
  /** The pointer has done what the click that follows it would do. */
  const done = useRef(false);
  useEffect(() => {
    const up = ({ timeStamp }: PointerEvent) => hold.release(timeStamp);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", up);
    window.addEventListener("blur", hold.lose);
    return () => {
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", up);
      window.removeEventListener("blur", hold.lose);
    };
  }, [hold]);
  return (
    <IconButton
      label="Dictate"
      icon={Mic}
      size="small"
      hint={hint}
      pressed={pressed}
      onPointerDown={({ button, timeStamp }) => {
        if (button !== 0) return;
        done.current = true;
        hold.press(timeStamp);
      }}
      onClick={({ timeStamp }) => {
        // By key, or by a screen reader.
        if (!done.current) {
          hold.press(timeStamp);
          hold.release(timeStamp);
        }
        done.current = false;
      }}
    />
  );
}
