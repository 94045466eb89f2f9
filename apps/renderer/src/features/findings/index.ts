export { findingsPart } from "./part.tsx";
