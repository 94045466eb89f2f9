import { createContext, useContext } from "react";

/** What any part of the window may ask of the whole. */
export interface WindowActions {
  readonly openProject: () => void;
  readonly openSettings: () => void;
  readonly openPalette: () => void;
}

const Context = createContext<WindowActions>({ openProject: () => {}, openSettings: () => {}, openPalette: () => {} });
export const ActionsProvider = Context.Provider;
export const useActions = (): WindowActions => useContext(Context);
