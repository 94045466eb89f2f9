export { browse } from "./browse.ts";
export { examine, type SystemFacts } from "./findings.ts";
