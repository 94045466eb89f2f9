import type { Api } from "./implement.ts";
import { notBuilt } from "./notBuilt.ts";

export const machineApi = (os: Api) => ({
  watch: os.machine.watch.handler(notBuilt),
  stop: os.machine.stop.handler(notBuilt),
});
