import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createInTurn, createShadows } from "../../git/index.ts";
import { detectSandbox, spawnSandboxed } from "../../sandbox/index.ts";
import { createCommits } from "../index.ts";

/** What a process of its own is to commit, and the step after which it is killed as by `kill -9`. */
export interface Errand {
  readonly home: string;
  readonly root: string;
  readonly dieAt: string;
}

const { home, root, dieAt } = JSON.parse(process.argv[2] ?? "") as Errand; // written by the test beside this file
const support = await detectSandbox();
const commits = createCommits({
  spawn: (options) => Promise.resolve(spawnSandboxed(support, options)),
  home,
  shadows: createShadows({ root: join(home, "shadows") }),
  inTurn: createInTurn(),
  inCheckout: createInTurn(),
  newId: randomUUID,
  environment: {},
  step: (name) => {
    if (name === dieAt) process.kill(process.pid, "SIGKILL");
  },
});
await commits.commit({ root, base: "main" }, { message: "Work", what: "all", withoutHooks: false });
