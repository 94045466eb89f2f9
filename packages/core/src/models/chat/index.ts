export { type ChatOptions, chatModel } from "./chat.ts";
