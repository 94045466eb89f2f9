export { FilePicture } from "./FilePicture.tsx";
export { ImageStrip } from "./ImageStrip.tsx";
export { KeptImage } from "./KeptImage.tsx";
