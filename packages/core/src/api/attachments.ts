import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";

export const attachmentsApi = (os: Api, { images }: Core) => ({
  add: os.attachments.add.handler(({ input: { name, content } }) => images.add(name, Buffer.from(content, "base64"))),
});
