export { IMAGE_LIMIT, type Images, openImages } from "./images.ts";
