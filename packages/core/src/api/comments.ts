import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const commentsApi = (os: Api, { comments }: Core) => ({
  watch: os.comments.watch.handler(({ input, signal }) => comments.watch(input.threadId, orNever(signal))),
  save: os.comments.save.handler(({ input }) => comments.save(input.threadId, input)),
  delete: os.comments.delete.handler(({ input }) => comments.delete(input.threadId, input.commentId)),
  resolve: os.comments.resolve.handler(({ input }) =>
    comments.resolve(input.threadId, input.commentId, input.resolved),
  ),
  send: os.comments.send.handler(async ({ input }) => ({ delivery: await comments.send(input.threadId, input) })),
  places: os.comments.places.handler(({ input, signal }) => comments.places(input.threadId, input.scope, signal)),
});
