import type { Act } from "./act.ts";
import { automationActs } from "./automationActs.ts";
import { changesActs } from "./changesActs.ts";
import { commentActs } from "./commentActs.ts";
import { paneActs } from "./paneActs.ts";
import { readingActs } from "./readingActs.ts";
import { threadActs } from "./threadActs.ts";
import { windowActs } from "./windowActs.ts";

/**
 * Everything that the window can do, in the order in which it is shown. A new act is a row in the list of its group
 * with `run`, or without one and claimed by the component that does it: `useAct("dictate", start)`.
 */
export const allActs: readonly Act[] = [
  ...threadActs,
  ...readingActs,
  ...changesActs,
  ...commentActs,
  ...paneActs,
  ...automationActs,
  ...windowActs,
];
