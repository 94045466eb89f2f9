import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const inboxApi = (os: Api, { inbox }: Core) => ({
  watch: os.inbox.watch.handler(({ input, signal }) => inbox.watch(input.limit, orNever(signal))),
  list: os.inbox.list.handler(({ input }) => inbox.list(input)),
  get: os.inbox.get.handler(({ input }) => inbox.get(input.entryId)),
  mark: os.inbox.mark.handler(({ input: { entryIds, ...as } }) => inbox.mark(entryIds, as)),
  morning: os.inbox.morning.handler(({ input }) => inbox.morning(input.since)),
});
