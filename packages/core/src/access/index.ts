export { type Access, openAccess } from "./access.ts";
