import type { Item, TurnId } from "@flightdeck/contract";
import { useThread } from "../../app.tsx";
import { usePlace } from "../conversation/place.ts";

/** Whether a message began the last turn, which is over: then it can be edited and sent again. */
export function useResendable(item: Item, turnId: TurnId | undefined): boolean {
  const resendable = useThread(usePlace(), ({ turns }) => {
    const last = turns.at(-1);
    const said = last?.earlierItems === 0 ? last.items.find(({ type }) => type === "user_message") : undefined;
    return last !== undefined && last.id === turnId && last.outcome !== "running" && said?.id === item.id;
  });
  return resendable ?? false;
}
