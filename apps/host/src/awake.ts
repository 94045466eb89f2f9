import { type ChildProcess, spawn } from "node:child_process";

/** Keeps the machine from sleeping by a program of the system's own, for as long as it is wanted. */
export interface Awake {
  set(wanted: boolean): void;
  close(): void;
}

interface Keeper {
  readonly program: string;
  readonly args: readonly string[];
}

/** Each ends with this process, however that ends: `cat` as its input closes, caffeinate as it waits for us. */
function keeperOf(platform: NodeJS.Platform, pid: number): Keeper | undefined {
  if (platform === "darwin") return { program: "caffeinate", args: ["-i", "-w", String(pid)] };
  if (platform !== "linux") return undefined;
  const what = ["--what=idle:sleep", "--mode=block", "--who=Flightdeck", "--why=A run of an automation is at work"];
  return { program: "systemd-inhibit", args: [...what, "cat"] };
}

/** `say` hears once, in a line, where the machine cannot be kept awake, and why. */
export function openAwake(options: {
  readonly platform: NodeJS.Platform;
  readonly pid: number;
  readonly say: (line: string) => void;
}): Awake {
  const keeper = keeperOf(options.platform, options.pid);
  let child: ChildProcess | undefined;
  let given = false;
  const giveUp = (why: string) => {
    if (given) return;
    given = true;
    options.say(`The machine may sleep while a run is at work: ${why}`);
  };
  const begin = () => {
    if (keeper === undefined) return giveUp("there is no program for it here");
    const { program, args } = keeper;
    const started = spawn(program, args, { stdio: ["pipe", "ignore", "ignore"] });
    child = started;
    started.stdin.on("error", () => undefined); // it has ended
    started.once("error", () => {
      if (child === started) child = undefined;
      giveUp(`${program} could not be started`);
    });
    started.once("exit", (code) => {
      if (child !== started) return; // it was to end
      child = undefined;
      giveUp(`${program} ended with code ${code}`);
    });
  };
  const end = () => {
    const ending = child;
    child = undefined;
    ending?.stdin?.end();
    ending?.kill();
  };
  return {
    set: (wanted) => {
      if (!wanted) end();
      else if (child === undefined && !given) begin();
    },
    close: end,
  };
}
