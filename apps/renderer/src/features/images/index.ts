export { ImageStrip } from "./ImageStrip.tsx";
export { KeptImage } from "./KeptImage.tsx";
