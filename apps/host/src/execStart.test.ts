import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startModelServer, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { flightdeck } from "./testing/command.ts";

/** Parts of Node that take their time, and what loads them by accident. */
const slowParts = [
  "internal/deps/undici/undici", // fetch, or any import of node:http
  "http2",
  "https",
  "tls",
  "zlib", // ws
  "readline",
  "readline/promises",
  "inspector",
];

test("exec loads nothing before its first request that the request does not need", async () => {
  await using home = await temporaryFolder();
  await using repository = await temporaryRepository({ files: { "README.md": "# Test\n" } });
  await using model = await startModelServer();
  const list = join(home.path, "loaded.json");
  const hook = pathToFileURL(join(import.meta.dirname, "testing", "loaded.ts")).href;
  const { code, stderr } = await flightdeck(
    ["exec", "--home", join(home.path, "home"), "--cwd", repository.path, "scenario:say hello"],
    {
      env: {
        OPENAI_BASE_URL: model.url,
        OPENAI_API_KEY: "sk-test-key-0001",
        NODE_OPTIONS: `--import ${hook}`,
        TEST_LOADED: list,
      },
    },
  ).finished;
  expect([code, stderr]).toEqual([0, expect.stringContaining("Thread ")]);
  const { packages, parts } = JSON.parse(readFileSync(list, "utf8")) as Record<"packages" | "parts", string[]>; // the hook's
  expect({ packages, slow: slowParts.filter((part) => parts.includes(part)) }).toEqual({
    packages: [
      "@orpc/client",
      "@orpc/contract",
      "@orpc/server",
      "@orpc/shared",
      "@orpc/standard-server",
      "@orpc/standard-server-fetch",
      "better-sqlite3",
      "radash",
      "smol-toml",
      "zod",
    ],
    slow: [],
  });
});
