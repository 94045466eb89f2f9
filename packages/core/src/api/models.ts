import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";

export const modelsApi = (os: Api, { models }: Core) => ({
  list: os.models.list.handler(() => models.list()),
  check: os.models.check.handler(({ input }) => models.check(input)),
  setAccess: os.models.setAccess.handler(({ input }) => models.setAccess(input)),
});
