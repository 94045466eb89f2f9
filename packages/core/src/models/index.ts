export { checkAccess } from "./access.ts";
export { catalog, defaultModel, modelNamed } from "./catalog.ts";
export { modelFor } from "./modelFor.ts";
export { responsesModel, type ResponsesOptions } from "./responses.ts";
export { tourModel } from "./tour.ts";
