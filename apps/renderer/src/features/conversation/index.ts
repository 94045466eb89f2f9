export { Conversation } from "./Conversation.tsx";
export { MarkdownText } from "./markdown/MarkdownText.tsx";
