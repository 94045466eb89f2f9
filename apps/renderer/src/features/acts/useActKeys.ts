import { menuCommands } from "@flightdeck/contract";
import { useEffect } from "react";
import { useApp } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { readPress } from "../approvals/keys.ts";
import type { WindowActions } from "../layout/actions.ts";
import { allActs } from "./allActs.ts";
import { pressedChord, writes } from "./chord.ts";
import { actsOf, keyMap } from "./keyMap.ts";
import { actRunner, platformOf } from "./useActs.ts";

/** Does what keys and the application's menu ask for, and tells the menu the keys to show. */
export function useActKeys(actions: WindowActions): void {
  const app = useApp();
  const failed = useFailed();
  useEffect(() => {
    const platform = platformOf(app);
    const runner = actRunner(app, actions, failed);
    const { settings, shell } = app;
    const read = () => keyMap(allActs, settings.getState().settings?.keys, platform);
    let keys = read();
    const tellMenu = () =>
      shell?.setMenuKeys(Object.fromEntries(menuCommands.map((id) => [id, keys.get(id)?.[0] ?? null])));
    tellMenu();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const chord = pressedChord(event, platform);
      if (chord === undefined || (writes(chord) && readPress(event).writing)) return;
      // The form of a question stands in its pane and covers nothing: there all keys are the window's.
      const dialog = event.target instanceof Element ? event.target.closest("[role=dialog]") : null;
      const inDialog = dialog !== null && dialog.closest("main") === null;
      const act = actsOf(allActs, keys, chord).find((each) => (!inDialog || each.overDialogs) && runner.can(each));
      if (act === undefined) return;
      event.preventDefault();
      if (!event.repeat || act.repeats) runner.run(act);
    };
    window.addEventListener("keydown", onKeyDown);
    const offs = [
      settings.subscribe(() => {
        keys = read();
        tellMenu();
      }),
      shell?.onMenu((command) => {
        const act = allActs.find(({ id }) => id === command);
        if (act !== undefined && runner.can(act)) runner.run(act);
      }),
    ];
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      for (const off of offs) off?.();
    };
  }, [app, actions, failed]);
}
