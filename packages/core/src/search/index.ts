export { openSearch, type Search } from "./search.ts";
