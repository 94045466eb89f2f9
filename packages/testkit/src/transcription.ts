import type { IncomingMessage } from "node:http";
import type { Refusal } from "./reply.ts";

/** A recording that came to be transcribed. */
export interface RecordedTranscription {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The fields of the form but its file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array } | undefined;
}

/** What a transcription is answered with; a body as it is, a text as it should be; silent: never. */
export type TranscriptionReply =
  | Refusal
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "body"; readonly type: string; readonly body: string }
  | { readonly kind: "silent" }
  | { readonly kind: "cut" };

/** Reads a form with a file, as `POST /v1/audio/transcriptions` takes it. */
export async function readTranscription(message: IncomingMessage): Promise<RecordedTranscription> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer); // no encoding is set
  const type = message.headers["content-type"] ?? "";
  const form = await new Response(Buffer.concat(chunks), { headers: { "content-type": type } }).formData();
  const fields: Record<string, string> = {};
  let file: RecordedTranscription["file"];
  for (const [name, value] of form) {
    if (typeof value === "string") fields[name] = value;
    else file = { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
  }
  return { headers: message.headers, fields, file };
}
