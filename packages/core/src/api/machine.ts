import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const machineApi = (os: Api, { machine }: Core) => ({
  watch: os.machine.watch.handler(({ signal }) => machine.watch(orNever(signal))),
  stop: os.machine.stop.handler(({ input }) => machine.stop(input.threadId, input.id)),
});
