import type { ThreadId } from "@flightdeck/contract";
import { createContext, useContext } from "react";

/** The thread whose name is being changed in the sidebar. */
export interface Renaming {
  readonly threadId?: ThreadId;
  readonly set: (threadId: ThreadId | undefined) => void;
}

const Context = createContext<Renaming>({ set: () => {} });
export const RenamingProvider = Context.Provider;
export const useRenaming = (): Renaming => useContext(Context);
