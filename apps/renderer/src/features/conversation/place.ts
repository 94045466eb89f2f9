import type { ThreadId } from "@flightdeck/contract";
import { createContext, useContext } from "react";

const Context = createContext<ThreadId | undefined>(undefined);
export const PlaceProvider = Context.Provider;

/** The thread whose conversation a row is part of, if it is part of one. */
export const usePlaceOrNone = (): ThreadId | undefined => useContext(Context);

/** The thread whose conversation a row is part of. */
export function usePlace(): ThreadId {
  const threadId = useContext(Context);
  if (threadId === undefined) throw new Error("usePlace outside of a conversation");
  return threadId;
}
