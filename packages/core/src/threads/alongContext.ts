import type { AttachedFile, ThreadMention, ThreadRow } from "@flightdeck/contract";
import { contextMessage, messageWithImages, type PromptItem } from "../agent/index.ts";
import type { Message } from "./steers.ts";

/** What a message's mentions stand for. */
export interface Along {
  /** A thread as its list has it; undefined for one that is gone. */
  readonly row: (threadId: ThreadMention["threadId"]) => ThreadRow | undefined;
  /** Where the copy of a file is. */
  readonly pathOf: (file: AttachedFile) => string;
}

/** What the model reads behind a message of the files that were attached and the threads that it names. */
export function alongContext(
  { attachments = [], threads = [] }: Pick<Message, "attachments" | "threads">,
  { row, pathOf }: Along,
): readonly PromptItem[] {
  return [
    ...(attachments.length === 0
      ? []
      : [filesContext(attachments.map((file) => `- ${pathOf(file)} (${file.size} bytes)`))]),
    ...threads.map((mention) => threadContext(mention, row(mention.threadId))),
  ];
}

/** What the person said and what stands behind it, as the model reads it. */
export const heard = (
  message: Pick<Message, "text" | "images" | "attachments" | "threads">,
  along: Along,
): readonly PromptItem[] => [messageWithImages(message.text, message.images ?? []), ...alongContext(message, along)];

const filesContext = (lines: readonly string[]): PromptItem =>
  contextMessage(
    "attached_files",
    [
      "The person attached files from outside of the project. These are copies: read them, they cannot be changed.",
      ...lines,
    ].join("\n"),
  );

function threadContext({ threadId, title }: ThreadMention, row: ThreadRow | undefined): PromptItem {
  const known = row === undefined ? ["It is gone."] : aboutThread(row);
  const head = "The message names another thread of the person. This is what it is; its conversation is not at hand.";
  return contextMessage(
    "mentioned_thread",
    [head, `title: ${row?.title ?? title}`, `id: ${threadId}`, ...known].join("\n"),
  );
}

const aboutThread = ({ status, branch, preview }: ThreadRow): readonly string[] => [
  `status: ${status}`,
  ...(branch === undefined ? [] : [`branch: ${branch}`]),
  ...(preview === "" ? [] : [`last: ${preview}`]),
];
