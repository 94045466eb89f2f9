import { createContext, useContext } from "react";

/** What any part of the window may ask of the whole. */
export interface WindowActions {
  readonly openProject: () => void;
  readonly openSettings: () => void;
  readonly openPalette: () => void;
  readonly openCommands: () => void;
}

const nothing = (): void => {};
const Context = createContext<WindowActions>({
  openProject: nothing,
  openSettings: nothing,
  openPalette: nothing,
  openCommands: nothing,
});
export const ActionsProvider = Context.Provider;
export const useActions = (): WindowActions => useContext(Context);
