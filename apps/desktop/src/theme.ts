import type { ShellTheme } from "@flightdeck/contract";
import { nativeTheme } from "electron";
import { z } from "zod";
import { readKept, writeKept } from "./keptState.ts";

const Kept = z.object({ theme: z.enum(["system", "light", "dark"]) });

/** The setting lives in the host; the shell keeps a copy so that the next window opens in the right colour at once. */
export function restoreTheme(file: string): void {
  nativeTheme.themeSource = readKept(file, Kept)?.theme ?? "system";
}

export function setTheme(file: string, theme: ShellTheme): void {
  nativeTheme.themeSource = theme;
  writeKept(file, { theme });
}
