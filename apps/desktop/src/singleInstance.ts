import type { App } from "electron";

/** Whether this is the app's first process on its home. A later one hands its command line to the first and has to end. */
export function claimSingleInstance(app: App, onOther: (argv: readonly string[]) => void): boolean {
  app.on("second-instance", (_event, argv) => onOther(argv));
  return app.requestSingleInstanceLock();
}
