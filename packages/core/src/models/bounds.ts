/** Far beyond what a model says in one answer, and still nothing that the host would die of. */
export const ANSWER_BYTES = 128 << 20;
/** One event of a stream. */
export const EVENT_BYTES = 16 << 20;
/** A list of models, or a conversation that the provider made shorter. */
export const BODY_BYTES = 32 << 20;
/** What an error says; more of it nobody reads. */
const ERROR_BYTES = 64 << 10;

const NEW_LINE = 10;

/** The same response, whose body breaks when it grows beyond every answer, or one line of it beyond every event. */
export function boundedAnswer(response: Response): Response {
  if (response.body === null) return response;
  let total = 0;
  let line = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform: (bytes, controller) => {
      total += bytes.length;
      const end = bytes.lastIndexOf(NEW_LINE);
      line = end < 0 ? line + bytes.length : bytes.length - end - 1;
      if (total > ANSWER_BYTES || line > EVENT_BYTES) controller.error(new Error("The answer is far too large"));
      else controller.enqueue(bytes);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(count), { status, statusText, headers });
}

/** A body as JSON. Throws when it is none, or larger than any such body. */
export async function boundedJson(response: Response): Promise<unknown> {
  const bytes = await beginningOf(response, BODY_BYTES);
  if (bytes.length === BODY_BYTES) throw new Error("The answer is far too large");
  return JSON.parse(bytes.toString("utf8"));
}

/** The beginning of what a refused request says. Does not throw. */
export const errorText = (response: Response): Promise<string> =>
  beginningOf(response, ERROR_BYTES).then(
    (bytes) => bytes.toString("utf8"),
    () => "",
  );

async function beginningOf({ body }: Response, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    const bytes = chunk as Uint8Array; // fetch gives bytes
    chunks.push(bytes);
    size += bytes.length;
    if (size >= limit) break; // which ends the connection
  }
  return Buffer.concat(chunks).subarray(0, limit);
}
