/** Speaks the DevTools protocol over the two pipes of a browser: JSON, each message ended by a NUL. */
export function openPipe(input, output) {
  let ids = 0;
  let rest = "";
  let ended;
  const waiting = new Map();
  const listeners = new Set();
  const end = (error) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  const take = (message) => {
    const call = message.id === undefined ? undefined : waiting.get(message.id);
    if (call !== undefined) {
      waiting.delete(message.id);
      if (message.error) call.reject(new Error(`${call.method}: ${message.error.message}`));
      else call.resolve(message.result);
    } else for (const listener of listeners) listener(message);
  };
  output.setEncoding("utf8").on("data", (chunk) => {
    const parts = (rest + chunk).split("\0");
    rest = parts.pop() ?? "";
    for (const part of parts) take(JSON.parse(part));
  });
  for (const stream of [input, output])
    stream.on("error", end).on("close", () => end(new Error("the browser went away")));
  return {
    send(method, params = {}, sessionId) {
      if (ended !== undefined) return Promise.reject(ended);
      const id = (ids += 1);
      return new Promise((resolve, reject) => {
        waiting.set(id, { method, resolve, reject });
        input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      });
    },
    on(listener) {
      listeners.add(listener);
    },
  };
}
