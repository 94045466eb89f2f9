export { type ImageHeader, imageHeader } from "./header.ts";
export { type Images, openImages } from "./images.ts";
