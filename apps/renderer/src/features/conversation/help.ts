import { createContext, useContext } from "react";

/** Ways out of the conversation that an error offers. */
export interface Help {
  readonly openSettings?: () => void;
}

const Context = createContext<Help>({});
export const HelpProvider = Context.Provider;
export const useHelp = (): Help => useContext(Context);
