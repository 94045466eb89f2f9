import { type RefObject, useEffect } from "react";
import { useApp } from "../../app.tsx";
import { normalChord, platformOf, pressedChord } from "../acts/index.ts";
import { createHold } from "./hold.ts";
import { isActive } from "./store.ts";

const modifiers: ReadonlySet<string> = new Set(["Control", "Alt", "Shift", "Meta"]);

/** The keys of a dictation: the chosen one to talk, Enter to end it, Escape to give it up. */
export function useDictateKeys(draftKey: string, place: RefObject<HTMLElement | null>): void {
  const app = useApp();
  const { voice, settings, layout } = app;

  useEffect(() => {
    const platform = platformOf(app);
    const active = () => isActive(voice.getState().dictation, draftKey);
    const hold = createHold({ active, start: () => voice.start(draftKey), finish: voice.finish });
    /** The key that is held down, as `KeyboardEvent.code` has it. */
    let held: string | undefined;
    const talks = (event: KeyboardEvent) => {
      const key = settings.getState().settings?.voice.key;
      return key !== undefined && pressedChord(event, platform) === normalChord(key, platform);
    };
    /** Of several panes the one in front takes the key, unless another one listens now. */
    const inFront = () => {
      const pane = place.current?.closest<HTMLElement>("[data-pane]")?.dataset.pane;
      return active() || pane === undefined || pane === String(layout.getState().active);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || inDialog(event.target)) return;
      if (talks(event)) {
        if (!inFront()) return;
        event.preventDefault();
        event.stopPropagation();
        if (event.repeat) return;
        held = event.code;
        hold.press(event.timeStamp);
        return;
      }
      const act = active() ? endOf(event, place.current) : undefined;
      if (act === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (act === "finish") voice.finish();
      else voice.cancel();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      // macOS does not tell of a letter that is let go under Command: the modifier's release counts as well.
      if (held === undefined || (event.code !== held && !modifiers.has(event.key))) return;
      held = undefined;
      hold.release(event.timeStamp);
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
  }, [app, voice, settings, layout, draftKey, place]);
}

const inDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[role=dialog], [role=menu], [role=listbox]") !== null;

/** Which end of the dictation a key asks for. */
function endOf(event: KeyboardEvent, place: HTMLElement | null): "finish" | "cancel" | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return undefined;
  if (event.key === "Escape") return "cancel";
  return event.key === "Enter" && isHere(event.target, place) ? "finish" : undefined;
}

/** At the dictation's message, or nowhere. On a button Enter is the button's, but for the one that began it. */
const isHere = (target: EventTarget | null, place: HTMLElement | null): boolean =>
  target === document.body ||
  (target instanceof HTMLElement &&
    (place?.parentElement?.contains(target) ?? false) &&
    target.closest("button:not([aria-label=Dictate])") === null);
