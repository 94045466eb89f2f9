import { parseArgs } from "node:util";
import { startModelServer } from "./server.ts";

// node packages/testkit/src/serve.ts [--port N] [--pace MS] [--key KEY]: the scripted model server until it is killed.
const { values } = parseArgs({
  options: { port: { type: "string" }, pace: { type: "string" }, key: { type: "string" } },
});
const server = await startModelServer({
  port: values.port === undefined ? undefined : Number(values.port),
  pace: values.pace === undefined ? undefined : Number(values.pace),
  key: values.key,
});
process.stdout.write(`${server.url}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
