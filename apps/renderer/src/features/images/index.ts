export { ImageStrip } from "./ImageStrip.tsx";
export { KeptImage, usePicture } from "./KeptImage.tsx";
