import { expect, test } from "vitest";
import { ConnectionLost, readFailure, webSocketTransport } from "./client.ts";
import { threadId } from "./testing/samples.ts";
import { scriptedHost, until } from "./testing/scriptedHost.ts";

const rename = { threadId, title: "New" };

test("a call waits for the first link", async () => {
  using host = scriptedHost();
  const renamed = host.client.threads.rename(rename);
  host.start();
  await expect(renamed).resolves.toBeUndefined();
  expect(host.connection.getState()).toEqual({ state: "open", epoch: 1 });
});

test("a call under way fails when the link dies, and the next one fails at once", async () => {
  using host = scriptedHost();
  host.start();
  await host.client.threads.rename(rename);
  host.hang = true;
  const renamed = host.client.threads.rename(rename);
  const failed = expect(renamed).rejects.toBeInstanceOf(ConnectionLost);
  host.kill();
  await failed;
  await until(host.connection, ({ state }) => state === "lost");
  await expect(host.client.threads.rename(rename)).rejects.toBeInstanceOf(ConnectionLost);
  expect(host.connection.getState()).toEqual({ state: "lost", epoch: 1, since: 5 });
});

test("the same client works again after the host was started again", async () => {
  using host = scriptedHost();
  host.start();
  host.kill();
  await until(host.connection, ({ state }) => state === "lost");
  host.start();
  await expect(host.client.threads.rename(rename)).resolves.toBeUndefined();
  expect(host.connection.getState()).toEqual({ state: "open", epoch: 2 });
});

test("a new link that comes before the old one was missed takes its place", async () => {
  using host = scriptedHost();
  host.start();
  host.hang = true;
  const renamed = host.client.threads.rename(rename);
  const failed = expect(renamed).rejects.toBeInstanceOf(ConnectionLost);
  host.start();
  await failed;
  host.hang = false;
  await expect(host.client.threads.rename(rename)).resolves.toBeUndefined();
});

test("typed errors keep their code and detail; all others are internal", async () => {
  using host = scriptedHost();
  host.start();
  const failureOf = (work: Promise<unknown>) => work.then(() => undefined, readFailure);
  host.refusal = "thread_not_found";
  expect(await failureOf(host.client.threads.rename(rename))).toEqual({
    code: "thread_not_found",
    message: "There is no such thread",
    detail: "t1",
  });
  host.refusal = "internal";
  expect(await failureOf(host.client.threads.rename(rename))).toMatchObject({ code: "internal" });
  host.refusal = undefined;
  expect(await failureOf(host.client.threads.rename({ threadId, title: "" }))).toMatchObject({ code: "input_invalid" });
});

test("the token leaves the address bar and stays for reloads", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const shown: unknown[] = [];
  const history = { state: null, replaceState: (_state: unknown, _title: string, url: string) => shown.push(url) };
  const location = { hash: "#token=a%2Bb", pathname: "/", search: "", host: "127.0.0.1:1", protocol: "http:" };
  webSocketTransport(location, storage, history);
  webSocketTransport({ ...location, hash: "" }, storage, history);
  expect({ shown, kept: [...kept] }).toEqual({ shown: ["/"], kept: [["flightdeck.token", "a+b"]] });
});
