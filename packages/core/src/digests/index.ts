export { type Digests, openDigests } from "./digests.ts";
export { testRunOf } from "./testRun.ts";
