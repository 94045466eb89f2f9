import { join } from "node:path";
import { HandoverId, type HandoverTarget } from "@flightdeck/contract";
import { createInTurn, createShadows } from "../../git/index.ts";
import { openStore } from "../../store/index.ts";
import { createWorktrees } from "../../worktrees/index.ts";
import { createHandovers, type HandoverPlace } from "../index.ts";

/** What a process of its own is to do, and the step after which it is killed as by `kill -9`. */
export interface Errand {
  readonly home: string;
  readonly place: HandoverPlace;
  readonly to: HandoverTarget;
  readonly how: "move" | "copy";
  /** Undo this move instead. */
  readonly undo?: string;
  readonly dieAt: string;
}

const errand = JSON.parse(process.argv[2] ?? "") as Errand; // written by the test beside this file
const store = openStore(join(errand.home, "flightdeck.db"));
const shadows = createShadows({ root: join(errand.home, "shadows") });
const worktrees = createWorktrees({
  store,
  home: errand.home,
  shadows,
  trusted: () => false,
  spawn: () => Promise.reject(new Error("nothing runs here")),
  now: () => 1_800_000_000_000,
  newId: () => `worktree-killed-at-${errand.dieAt.replace(" ", "-")}`,
});
const handovers = createHandovers({
  store,
  shadows,
  worktrees,
  inTurn: createInTurn(),
  now: () => 1_800_000_000_000,
  newId: () => `killed-at-${errand.dieAt.replace(" ", "-")}`,
  report: (message) => process.stderr.write(`${message}\n`),
  step: (name) => {
    if (name === errand.dieAt) process.kill(process.pid, "SIGKILL");
  },
});
if (errand.undo === undefined) await handovers.start(errand.place, errand, () => undefined);
else await handovers.undo(errand.place, HandoverId.parse(errand.undo), () => undefined);
