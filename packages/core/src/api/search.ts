import type { Core } from "../core.ts";
import type { Api } from "./implement.ts";

export const searchApi = (os: Api, { search }: Core) => ({
  find: os.search.find.handler(({ input }) => search.find(input)),
});
