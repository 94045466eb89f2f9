export { type Digests, openDigests } from "./digests.ts";
