import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";
import { notBuilt } from "./notBuilt.ts";

export const modelsApi = (os: Api, { models }: Core) => ({
  list: os.models.list.handler(() => models.list()),
  check: os.models.check.handler(({ input }) => models.check(input)),
  refresh: os.models.refresh.handler(notBuilt),
  setProvider: os.models.setProvider.handler(notBuilt),
  removeProvider: os.models.removeProvider.handler(notBuilt),
  setAccess: os.models.setAccess.handler(({ input }) => models.setAccess(input)),
});
