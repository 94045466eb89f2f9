import type { Api } from "./implement.ts";
import { notBuilt } from "./notBuilt.ts";

export const questionsApi = (os: Api) => ({
  watch: os.questions.watch.handler(notBuilt),
  answer: os.questions.answer.handler(notBuilt),
});
