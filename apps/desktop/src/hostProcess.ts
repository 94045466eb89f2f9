import { type UtilityProcess, utilityProcess } from "electron";

/** Runs the bundled host on a home. Its output goes to the shell's log. */
export function forkHost({ entry, home }: { entry: string; home: string }): UtilityProcess {
  return utilityProcess.fork(entry, ["electron"], {
    serviceName: "flightdeck-host",
    stdio: "pipe",
    env: { ...process.env, FLIGHTDECK_HOME: home },
  });
}
