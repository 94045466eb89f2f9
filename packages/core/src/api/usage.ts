import type { Api } from "./implement.ts";
import { notBuilt } from "./notBuilt.ts";

export const usageApi = (os: Api) => ({
  report: os.usage.report.handler(notBuilt),
});
