import type { Api } from "./implement.ts";
import { notBuilt } from "./notBuilt.ts";

export const rulesApi = (os: Api) => ({
  watch: os.rules.watch.handler(notBuilt),
  save: os.rules.save.handler(notBuilt),
  remove: os.rules.remove.handler(notBuilt),
  check: os.rules.check.handler(notBuilt),
});
