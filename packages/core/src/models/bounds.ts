import type { HttpAnswer } from "./post.ts";

/** Far beyond what a model says in one answer, and still nothing that the host would die of. */
export const ANSWER_BYTES = 128 << 20;
/** One event of a stream. */
export const EVENT_BYTES = 16 << 20;
/** A list of models, or a conversation that the provider made shorter. */
export const BODY_BYTES = 32 << 20;
/** What an error says; more of it nobody reads. */
const ERROR_BYTES = 64 << 10;

const NEW_LINE = 10;

/** The same body, which breaks when it grows beyond every answer, or one line of it beyond every event. */
export async function* boundedBody(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let total = 0;
  let line = 0;
  for await (const bytes of body) {
    total += bytes.length;
    const end = bytes.lastIndexOf(NEW_LINE);
    line = end < 0 ? line + bytes.length : bytes.length - end - 1;
    if (total > ANSWER_BYTES || line > EVENT_BYTES) throw new Error("The answer is far too large");
    yield bytes;
  }
}

/** A body as JSON. Throws when it is none, or larger than any such body. */
export async function boundedJson(response: HttpAnswer): Promise<unknown> {
  const bytes = await beginningOf(response, BODY_BYTES);
  if (bytes.length === BODY_BYTES) throw new Error("The answer is far too large");
  return JSON.parse(bytes.toString("utf8"));
}

/** The beginning of what a refused request says. Does not throw. */
export const errorText = (response: HttpAnswer): Promise<string> =>
  beginningOf(response, ERROR_BYTES).then(
    (bytes) => bytes.toString("utf8"),
    () => "",
  );

async function beginningOf({ body }: HttpAnswer, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of body ?? []) {
    chunks.push(bytes);
    size += bytes.length;
    if (size >= limit) break; // which ends the connection
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
