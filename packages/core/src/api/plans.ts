import type { Api } from "./implement.ts";
import { notBuilt } from "./notBuilt.ts";

export const plansApi = (os: Api) => ({
  edit: os.plans.edit.handler(notBuilt),
  accept: os.plans.accept.handler(notBuilt),
  decline: os.plans.decline.handler(notBuilt),
});
