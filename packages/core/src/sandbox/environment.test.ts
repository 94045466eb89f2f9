import { expect, test } from "vitest";
import { forcedEnvironment, scrubEnvironment } from "./environment.ts";

test("only listed variables without a secret are kept", () => {
  const host = {
    PATH: "/bin",
    HOME: "/home/me",
    LANG: "de_DE.UTF-8",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    GOPATH: "/go",
    OPENAI_API_KEY: "sk-1",
    OPENAI_BASE_URL: "https://example.com",
    AWS_SECRET_ACCESS_KEY: "x",
    GITHUB_TOKEN: "x",
    npm_config__auth: "x",
    SSH_AUTH_SOCK: "/run/agent",
    DATABASE_URL: "postgres://me:pw@host",
    LC_SECRET_TOKEN: "x",
    LD_PRELOAD: "/evil.so",
    BASH_ENV: "/evil.sh",
    MISSING: undefined,
  };
  expect(scrubEnvironment(host)).toEqual({
    PATH: "/bin",
    HOME: "/home/me",
    LANG: "de_DE.UTF-8",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    GOPATH: "/go",
  });
});

test("a proxy is kept unless its address holds a password", () => {
  expect(
    scrubEnvironment({
      HTTPS_PROXY: "http://me:pw@proxy:8080",
      http_proxy: "http://proxy:8080",
      no_proxy: "localhost",
    }),
  ).toEqual({ http_proxy: "http://proxy:8080", no_proxy: "localhost" });
});

test("output is plain and no pager or prompt waits for anyone", () => {
  const { TERM, ...rest } = forcedEnvironment(true);
  expect([TERM, forcedEnvironment(false)]).toEqual([
    "xterm-256color",
    {
      TERM: "dumb",
      NO_COLOR: "1",
      PAGER: "cat",
      GIT_PAGER: "cat",
      GIT_TERMINAL_PROMPT: "0",
      GIT_EDITOR: "true",
      FLIGHTDECK: "1",
      SHLVL: "1",
    },
  ]);
  expect(rest).not.toHaveProperty("TERM");
});
