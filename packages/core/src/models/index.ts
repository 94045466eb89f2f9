export { checkAccess } from "./access.ts";
export { catalog, defaultModel, modelNamed } from "./catalog.ts";
export { type ConnectionOptions, openConnection } from "./connection.ts";
export { findLocalServers, type LocalAddresses, localAddresses, type LocalServer } from "./localServers.ts";
export { type Offer, type OfferedModel, offeredModels } from "./offered.ts";
export { type ImageAccess, withImages } from "./images.ts";
export { responsesModel, type ResponsesOptions } from "./responses.ts";
export type { ProviderEndpoint, Route } from "./route.ts";
export { tourModel } from "./tour.ts";
