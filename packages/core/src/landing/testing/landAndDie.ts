import { join } from "node:path";
import { LandingId, type LandMethod } from "@flightdeck/contract";
import { createPersonCommits } from "../../commits/index.ts";
import { createInTurn } from "../../git/index.ts";
import { openStore } from "../../store/index.ts";
import { createLanding, type LandingPlace } from "../index.ts";

/** What a process of its own is to do, and the step after which it is killed as by `kill -9`. */
export interface Errand {
  readonly home: string;
  readonly place: LandingPlace;
  readonly method: LandMethod;
  /** Undo this landing instead. */
  readonly undo?: string;
  readonly dieAt: string;
}

const errand = JSON.parse(process.argv[2] ?? "") as Errand; // written by the test beside this file
const spawn = () => Promise.reject(new Error("nothing runs here"));
const landing = createLanding({
  store: openStore(join(errand.home, "flightdeck.db")),
  home: errand.home,
  person: createPersonCommits({ spawn, home: errand.home, environment: {} }),
  inTurn: createInTurn(),
  now: () => 1,
  newId: () => "killed",
  report: (message) => process.stderr.write(`${message}\n`),
  step: (name) => {
    if (name === errand.dieAt) process.kill(process.pid, "SIGKILL");
  },
});
if (errand.undo === undefined) await landing.land(errand.place, { method: errand.method, message: "Land" });
else await landing.undo(errand.place, LandingId.parse(errand.undo));
