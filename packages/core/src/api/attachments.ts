import type { Api } from "./implement.ts";
import { notBuilt } from "./notBuilt.ts";

export const attachmentsApi = (os: Api) => ({
  add: os.attachments.add.handler(notBuilt),
});
