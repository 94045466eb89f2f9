import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";

export const modelsApi = (os: Api, { models }: Core) => ({
  list: os.models.list.handler(() => models.list()),
  check: os.models.check.handler(({ input }) => models.check(input)),
  refresh: os.models.refresh.handler(() => models.refresh()),
  setProvider: os.models.setProvider.handler(({ input }) => models.setProvider(input)),
  removeProvider: os.models.removeProvider.handler(({ input }) => models.removeProvider(input.id)),
  setAccess: os.models.setAccess.handler(({ input }) => models.setAccess(input)),
});
