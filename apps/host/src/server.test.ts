import { join } from "node:path";
import type { Router } from "@flightdeck/core";
import { temporaryFolder } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { connectTo } from "./client.ts";
import { rpcServer } from "./server.ts";

test("a host that leaves lets nobody in by the local path, and does not leave while somebody is there", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "host.sock");
  const server = rpcServer({} as Router); // no procedure is called
  await server.listenLocally(path);
  const address = `ws+unix:${path}:/rpc`;
  const first = await connectTo(address);
  const whileThere = server.retireLocally();
  const second = await connectTo(address);
  first.close();
  second.close();
  await server.localClientsGone();
  expect([whileThere, server.retireLocally()]).toEqual([false, true]);
  await expect(connectTo(address)).rejects.toThrow("503");
  await server.close();
});
