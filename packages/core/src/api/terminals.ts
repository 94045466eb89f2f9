import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const terminalsApi = (os: Api, { terminals, threads }: Core) => ({
  watchList: os.terminals.watchList.handler(({ input: { threadId }, signal }) => {
    threads.load(threadId);
    return terminals.watchList(threadId, orNever(signal));
  }),
  watch: os.terminals.watch.handler(({ input, signal }) =>
    terminals.watch(input.terminalId, input.watcher, orNever(signal)),
  ),
  acknowledge: os.terminals.acknowledge.handler(({ input }) =>
    terminals.acknowledge(input.terminalId, input.watcher, input.characters),
  ),
  open: os.terminals.open.handler(async ({ input: { threadId, ...size } }) => ({
    terminalId: await terminals.open(threadId, size),
  })),
  write: os.terminals.write.handler(({ input }) => terminals.write(input.terminalId, input.text)),
  resize: os.terminals.resize.handler(({ input }) => terminals.resize(input.terminalId, input.columns, input.rows)),
  rename: os.terminals.rename.handler(({ input }) => terminals.rename(input.terminalId, input.name)),
  stop: os.terminals.stop.handler(({ input }) => terminals.stop(input.terminalId)),
  restart: os.terminals.restart.handler(({ input }) => terminals.restart(input.terminalId)),
  close: os.terminals.close.handler(({ input }) => terminals.close(input.terminalId, input)),
});
