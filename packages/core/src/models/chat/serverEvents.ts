/** The data of server-sent events, one after the other; a body that is none comes as one piece. */
export async function* serverEvents(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  if (/\bjson\b/.test(response.headers.get("content-type") ?? "")) {
    yield await response.text();
    return;
  }
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  for await (const bytes of response.body) {
    const lines = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split(/\r\n|\n|\r(?!$)/); // fetch gives bytes
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
      else if (line === "" && data.length > 0) {
        yield data.join("\n");
        data = [];
      }
    }
  }
  if (rest.startsWith("data:")) data.push(rest.slice(5).trim());
  if (data.length > 0) yield data.join("\n");
}
