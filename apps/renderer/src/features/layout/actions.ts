import { createContext, useContext } from "react";

/** What any part of the window may ask of the whole. */
export interface WindowActions {
  readonly openProject: () => void;
  readonly openSettings: () => void;
}

const Context = createContext<WindowActions>({ openProject: () => {}, openSettings: () => {} });
export const ActionsProvider = Context.Provider;
export const useActions = (): WindowActions => useContext(Context);
