import type { MenuCommand } from "@flightdeck/contract";
import { useEffect } from "react";
import { useApp } from "../../app.tsx";
import { toggleTerminal } from "../terminal/index.ts";
import { type Action, actionOf } from "./shortcuts.ts";
import { closeTab, frontThread, openNew, openThread, togglePanel, toggleView } from "./store.ts";

export type DialogName = "settings" | "openProject" | "palette" | "commands" | "projectActions";

const ofMenu: Partial<Record<MenuCommand, Action>> = {
  "new-thread": "newThread",
  "open-project": "openProject",
  "close-tab": "closeTab",
  "command-palette": "palette",
  settings: "settings",
  "toggle-sidebar": "toggleSidebar",
  "toggle-panel": "togglePanel",
};

/** Does what keys, the application menu, deep links and clicked notifications ask for. */
export function useCommands(openDialog: (name: DialogName) => void): void {
  const { layout, shell, projects, client, shownTerminals, boxes } = useApp();
  useEffect(() => {
    const run = (action: Action) => {
      switch (action) {
        case "newThread":
          return layout.update((state) => openNew(state));
        case "closeTab":
          return layout.update((state) => {
            const front = frontThread(state);
            return front === undefined ? state : closeTab(state, front);
          });
        case "settings":
        case "openProject":
        case "palette":
          return openDialog(action);
        case "attention":
        case "deck":
          return layout.update((state) => toggleView(state, action));
        case "toggleSidebar":
          return layout.update((state) => ({ ...state, sidebar: state.sidebar === "open" ? "rail" : "open" }));
        case "togglePanel":
          return layout.update((state) => togglePanel(state, state.panel));
        case "toggleTerminal":
          return toggleTerminal({ layout, shownTerminals, boxes });
      }
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event);
      if (action === undefined || event.isComposing) return;
      event.preventDefault();
      run(action);
    };
    window.addEventListener("keydown", onKeyDown);
    const offs = [
      shell?.onMenu((command) => {
        const action = ofMenu[command];
        if (action !== undefined) run(action);
      }),
      shell?.onOpenThread((threadId) => layout.update((state) => openThread(state, threadId))),
      shell?.onNewThread(({ prompt, path }) => {
        const known = projects.getState().projects;
        const project = known.find((each) => each.path === path) ?? known[0];
        const show = () => layout.update((state) => openNew(state, project?.id));
        if (project === undefined || prompt === undefined) return show();
        // It becomes a draft, to be read and sent by the person alone.
        client.threads.saveDraft({ key: `new:${project.id}`, text: prompt }).then(show, show);
      }),
    ];
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      for (const off of offs) off?.();
    };
  }, [layout, shell, projects, client, shownTerminals, boxes, openDialog]);
}
