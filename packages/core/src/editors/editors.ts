import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Editor } from "@flightdeck/contract";
import { AppError, messageOf } from "../errors/index.ts";
import { fileInside, type NamedFile } from "../files/index.ts";
import { filledIn, words } from "./commandLine.ts";
import { type FilePlace, knownEditors } from "./known.ts";

/** An editor that ends with a failure does so within this time; after it the editor counts as open. */
const GRACE = 400;

/** A file of a thread that the person wants to see in their editor. */
export interface OpenRequest extends NamedFile {
  readonly line?: number;
  readonly column?: number;
}

/** The editors of the machine that runs the host. */
export interface Editors {
  /** Those that were found, the one that is used first where the setting names none. */
  found(): readonly Editor[];
  /** Throws `file_not_found`, `path_outside`, `editor_not_found`, `editor_failed`. */
  open(request: OpenRequest): Promise<void>;
}

/** Editors are looked for when they are asked for: one that is installed meanwhile is found. */
export function openEditors(context: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The setting: an id of a known editor, a command line, or nothing for the first that is found. */
  readonly chosen: () => string;
}): Editors {
  const { environment, chosen } = context;
  const locate = (program: string): string | undefined => onPath(program, environment.PATH ?? "");
  const located = () =>
    knownEditors.flatMap((editor) => {
      const program = locate(editor.id) ?? editor.places?.find(isProgram);
      return program === undefined ? [] : [{ ...editor, program }];
    });

  const commandFor = (place: FilePlace): readonly string[] => {
    const wanted = chosen().trim();
    const own = words(wanted);
    const known = wanted === "" ? located()[0] : located().find(({ id }) => id === wanted);
    if (known !== undefined) return [known.program, ...known.args(place)];
    if (wanted === "") throw new AppError("editor_not_found");
    const program = isAbsolute(own[0] ?? "") ? own[0] : locate(own[0] ?? "");
    if (program === undefined || !isProgram(program))
      throw new AppError("editor_not_found", `The editor “${own[0] ?? wanted}” was not found`);
    return [program, ...filledIn(wanted, place).slice(1)];
  };

  return {
    found: () => located().map(({ id, name }) => ({ id, name })),
    async open({ line = 1, column = 1, ...request }) {
      const file = await fileInside(request);
      const [program = "", ...args] = commandFor({ file, line, column });
      await start(program, args, { cwd: request.root, environment });
    },
  };
}

/** Starts a program that outlives the host; resolves when it runs, throws when it ends at once with a failure. */
async function start(
  program: string,
  args: readonly string[],
  { cwd, environment }: { readonly cwd: string; readonly environment: Readonly<Record<string, string | undefined>> },
): Promise<void> {
  // A desktop shell's own switch would turn editors of its kind into plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = environment;
  const child = spawn(program, [...args], { cwd, env, detached: true, stdio: "ignore" });
  const settled = new AbortController();
  try {
    await once(child, "spawn");
    const [code] = (await Promise.race([
      once(child, "exit", { signal: settled.signal }),
      wait(GRACE, [0], { ref: false, signal: settled.signal }),
    ])) as [number | null]; // the arguments of "exit"
    if (code !== 0) throw new AppError("editor_failed", `${program} ended with code ${code}`);
  } catch (error) {
    throw error instanceof AppError ? error : new AppError("editor_failed", messageOf(error), { cause: error });
  } finally {
    settled.abort();
    child.on("error", () => {}); // it runs by itself from here on
    child.unref();
  }
}

function onPath(program: string, path: string): string | undefined {
  if (program === "" || program.includes("/") || program.includes("\\")) return undefined;
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, process.platform === "win32" ? `${program}.exe` : program))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not to be run
  }
}
