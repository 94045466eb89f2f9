import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const attentionApi = (os: Api, { journal, snoozes }: Core) => ({
  watchHistory: os.attention.watchHistory.handler(({ input, signal }) => journal.watch(input.limit, orNever(signal))),
  since: os.attention.since.handler(({ input }) => journal.since(input.at, input.limit)),
  watchSnoozes: os.attention.watchSnoozes.handler(({ signal }) => snoozes.watch(orNever(signal))),
  snooze: os.attention.snooze.handler(({ input }) => snoozes.snooze(input)),
  wake: os.attention.wake.handler(({ input }) => snoozes.wake(input.key)),
});
