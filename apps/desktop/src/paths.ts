import { join, resolve } from "node:path";

/** Where the shell finds what it runs, and where it keeps what is its own. Development and packages are laid out alike. */
export interface Paths {
  /** FLIGHTDECK_HOME: the host's data. */
  readonly home: string;
  /** The shell's own folder in the home: window places and Chromium's profile. */
  readonly userData: string;
  readonly log: string;
  readonly preload: string;
  readonly hostEntry: string;
  readonly renderer: string;
}

/** `root` is the folder that holds `apps/`. */
export function shellPaths({ home, osHome, root }: { home?: string; osHome: string; root: string }): Paths {
  const data = home ? resolve(home) : join(osHome, ".flightdeck");
  return {
    home: data,
    userData: join(data, "shell"),
    log: join(data, "logs", "shell.log"),
    preload: join(root, "apps/desktop/dist/preload.cjs"),
    hostEntry: join(root, "apps/host/dist/electron.js"),
    renderer: join(root, "apps/renderer/dist"),
  };
}
