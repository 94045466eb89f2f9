import type { ThreadId } from "@flightdeck/contract";
import { createContext, useContext } from "react";
import type { SettingField } from "../settings/fields.ts";
import type { SettingsPage } from "../settings/pages.ts";

/** What any part of the window may ask of the whole. */
export interface WindowActions {
  readonly openProject: () => void;
  /** On a page, with one of its fields in front. */
  readonly openSettings: (page?: SettingsPage, field?: SettingField) => void;
  readonly openPalette: () => void;
  readonly openCommands: () => void;
  /** Goes on from a thread in one of its own. */
  readonly forkThread: (threadId: ThreadId) => void;
  /** Asks beside a thread, without a trace in it. */
  readonly askAside: (threadId: ThreadId) => void;
  /** The named commands of the project of the thread in front. */
  readonly openProjectActions: () => void;
  /** Looks through all threads. */
  readonly openSearch: () => void;
}

const nothing = (): void => {};
const Context = createContext<WindowActions>({
  openProject: nothing,
  openSettings: nothing,
  openPalette: nothing,
  openCommands: nothing,
  forkThread: nothing,
  askAside: nothing,
  openProjectActions: nothing,
  openSearch: nothing,
});
export const ActionsProvider = Context.Provider;
export const useActions = (): WindowActions => useContext(Context);
