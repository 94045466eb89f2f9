import { boundedBody } from "./bounds.ts";
import type { HttpAnswer } from "./post.ts";

/** The data of server-sent events, as many as each piece of the answer ends; a body that is none comes as one text. */
export async function* serverEvents({ body, headers }: HttpAnswer): AsyncGenerator<readonly string[]> {
  if (body === null) return;
  const decoder = new TextDecoder();
  const isJson = /\bjson\b/.test(headers.get("content-type") ?? "");
  let rest = "";
  let data: string[] = [];
  for await (const bytes of boundedBody(body)) {
    const text = decoder.decode(bytes, { stream: true });
    rest += text;
    if (isJson || !/[\r\n]/.test(text)) continue; // a long line is not looked through again with each of its pieces
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    const events: string[] = [];
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(line.startsWith(" ", 5) ? 6 : 5));
      else if (line === "" && data.length > 0) {
        events.push(data.join("\n"));
        data = [];
      }
    }
    yield events; // empty ones too: somebody is there
  }
  if (isJson) {
    yield [rest];
    return;
  }
  if (rest.startsWith("data:")) data.push(rest.slice(5).trim());
  if (data.length > 0) yield [data.join("\n")];
}
