import { useEffect, useMemo, useRef } from "react";
import { type App, useApp, useSelect } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { useActions, type WindowActions } from "../layout/actions.ts";
import { frontThread } from "../layout/store.ts";
import type { Act, ActContext } from "./act.ts";
import { allActs } from "./allActs.ts";
import { hintOf, type Platform } from "./chord.ts";
import { keysOf } from "./keyMap.ts";

export const platformOf = ({ shell }: Pick<App, "shell">): Platform => ({
  shell: shell !== undefined,
  mac: /^(Mac|iP)/.test(shell?.platform === "darwin" ? "Mac" : navigator.platform),
});

/** The key that does an act, as buttons, menus and tooltips show it; undefined when it has none. */
export function useKeyHint(id: string): string | undefined {
  const app = useApp();
  const keys = useSelect(app.settings, (state) => state.settings?.keys);
  const act = allActs.find((each) => each.id === id);
  const [chord] = act === undefined ? [] : keysOf(act, keys, platformOf(app));
  return chord === undefined ? undefined : hintOf(chord);
}

/** Does an act while the caller is on screen and `enabled`; the act has no `run` of its own, or gives way to this one. */
export function useAct(id: string, run: () => void, enabled = true): void {
  const { acts } = useApp();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => (enabled ? acts.claim(id, () => latest.current()) : undefined), [acts, id, enabled]);
}

/** Whether and how acts are done now. */
export interface ActRunner {
  readonly can: (act: Act) => boolean;
  readonly run: (act: Act) => void;
  /** Whether it is on; undefined for what is not on or off. */
  readonly checked: (act: Act) => boolean | undefined;
}

/** Does acts on behalf of the palette and of menus. */
export function useActRunner(): ActRunner {
  const app = useApp();
  const actions = useActions();
  const failed = useFailed();
  return useMemo(() => actRunner(app, actions, failed), [app, actions, failed]);
}

export function actRunner(app: App, actions: WindowActions, failed: (error: unknown) => void): ActRunner {
  const context = (): ActContext => ({ app, actions, failed, front: frontThread(app.layout.getState()) });
  return {
    can: (act) => (act.run ?? app.acts.claimed(act.id)) !== undefined && (act.when?.(context()) ?? true),
    checked: (act) => act.checked?.(context()),
    run: (act) => {
      const claimed = app.acts.claimed(act.id);
      if (claimed !== undefined) claimed();
      else act.run?.(context());
    },
  };
}
