export { checkAccess } from "./access.ts";
export { catalog, defaultModel, modelNamed } from "./catalog.ts";
export { type ConnectionOptions, openConnection } from "./connection.ts";
export { responsesModel, type ResponsesOptions } from "./responses.ts";
export { effortFor, type ProviderEndpoint, type Route } from "./route.ts";
export { tourModel } from "./tour.ts";
