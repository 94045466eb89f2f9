export { type Comments, openComments } from "./comments.ts";
