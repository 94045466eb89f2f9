export { checkAccess } from "./access.ts";
export { catalog, defaultModel, modelNamed } from "./catalog.ts";
export type { Endpoint } from "./http.ts";
export { modelFor, type ProviderAccess } from "./modelFor.ts";
export { responsesModel, type ResponsesOptions } from "./responses.ts";
export { tourModel } from "./tour.ts";
