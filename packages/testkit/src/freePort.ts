import { once } from "node:events";
import { createServer } from "node:net";

/** A port of loopback that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a server on a port has an address");
  return address.port;
}
