export { changesPart } from "./part.tsx";
