export { type Editors, openEditors } from "./editors.ts";
