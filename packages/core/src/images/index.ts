export { type Images, openImages } from "./images.ts";
