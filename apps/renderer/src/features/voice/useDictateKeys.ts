import { type RefObject, useEffect, useMemo } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { isPressed, isReleased, parseChord } from "./chord.ts";
import { createHold } from "./hold.ts";
import { isActive } from "./store.ts";

/** The keys of a dictation: the chosen one to talk, Enter to end it, Escape to give it up. */
export function useDictateKeys(draftKey: string, place: RefObject<HTMLElement | null>): void {
  const { voice, settings, layout } = useApp();
  const text = useSelect(settings, (state) => state.settings?.voice.key);
  const chord = useMemo(() => (text === undefined ? undefined : parseChord(text)), [text]);

  useEffect(() => {
    const active = () => isActive(voice.getState().dictation, draftKey);
    const hold = createHold({ active, start: () => voice.start(draftKey), finish: voice.finish });
    /** Of several panes the one in front takes the key, unless another one listens now. */
    const inFront = () => {
      if (active()) return true;
      const pane = place.current?.closest<HTMLElement>("[data-pane]")?.dataset.pane;
      return pane === undefined || pane === String(layout.getState().active);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if (chord !== undefined && isPressed(chord, event)) {
        if (!inFront() || inDialog(event.target)) return;
        event.preventDefault();
        event.stopPropagation();
        if (!event.repeat) hold.press(event.timeStamp);
        return;
      }
      if (!active() || inDialog(event.target)) return;
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
      const act =
        event.key === "Escape"
          ? voice.cancel
          : event.key === "Enter" && isHere(event.target, place.current)
            ? voice.finish
            : undefined;
      if (act === undefined || !plain || event.repeat) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      if (chord !== undefined && isReleased(chord, event)) hold.release(event.timeStamp);
    };
    // Before the message box and the cards, which have a use for Enter and Escape of their own.
    window.addEventListener("keydown", onKeyDown, true);
    window.addEventListener("keyup", onKeyUp, true);
    window.addEventListener("blur", hold.lose);
    return () => {
      window.removeEventListener("keydown", onKeyDown, true);
      window.removeEventListener("keyup", onKeyUp, true);
      window.removeEventListener("blur", hold.lose);
    };
  }, [voice, layout, draftKey, chord, place]);
}

const inDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[role=dialog], [role=menu], [role=listbox]") !== null;

/** In the pane of the dictation, or nowhere; on a button that ends it otherwise, Enter is the button's. */
const isHere = (target: EventTarget | null, place: HTMLElement | null): boolean =>
  target === document.body ||
  (target instanceof HTMLElement &&
    (place?.parentElement?.contains(target) ?? false) &&
    target.closest("button:not([aria-label=Dictate])") === null);
