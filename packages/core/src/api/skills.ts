import type { Api } from "./implement.ts";
import { notBuilt } from "./notBuilt.ts";

export const skillsApi = (os: Api) => ({
  watch: os.skills.watch.handler(notBuilt),
});
