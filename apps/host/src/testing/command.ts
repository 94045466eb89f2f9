import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../bin/flightdeck.mjs", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command in a process of its own, from the sources, with none of this machine's model access. */
export interface Command {
  readonly child: ChildProcess;
  /** Settles with the next line on stdout; rejects when there is none. */
  line(): Promise<string>;
  /** Settles once stderr has a text. */
  says(text: string): Promise<void>;
  readonly finished: Promise<Finished>;
}

export function flightdeck(
  args: readonly string[],
  options: {
    readonly env?: Record<string, string>;
    readonly input?: string;
    readonly keepInput?: boolean;
    readonly cwd?: string;
    /** The bundled command; without it the sources. */
    readonly bundle?: string;
  } = {},
): Command {
  const { OPENAI_API_KEY: _key, OPENAI_BASE_URL: _url, FLIGHTDECK_HOME: _home, ...rest } = process.env;
  const child = spawn(process.execPath, [options.bundle ?? bin, ...args], {
    cwd: options.cwd,
    env: { ...rest, FLIGHTDECK_SOURCES: "1", ...options.env },
    stdio: "pipe",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => undefined); // a command that ends early does not read
  if (options.keepInput !== true) child.stdin.end(options.input ?? "");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const finished = new Promise<Finished>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    finished,
    says: async (text) => {
      while (!stderr.includes(text)) {
        const closed = finished.then(() => Promise.reject(new Error(`"${text}" was not said; stderr: ${stderr}`)));
        await Promise.race([once(child.stderr, "data"), closed]);
      }
    },
    line: async () => {
      const { value, done } = (await lines.next()) as IteratorResult<string, undefined>; // readline gives strings
      if (done) throw new Error(`no more lines; stderr: ${stderr}`);
      return value;
    },
  };
}

/** A served host; it ends with its scope. */
export async function served(
  home: string,
  env: Record<string, string> = {},
  bundle?: string,
): Promise<{
  readonly url: string;
  readonly pid: number;
  kill(signal: NodeJS.Signals): Promise<Finished>;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const command = flightdeck(["serve", "--home", home], { env, ...(bundle !== undefined && { bundle }) });
  const { url, pid } = JSON.parse(await command.line()) as { url: string; pid: number }; // the form that scripts rely on
  const kill = (signal: NodeJS.Signals) => {
    command.child.kill(signal);
    return command.finished;
  };
  return {
    url,
    pid,
    kill,
    [Symbol.asyncDispose]: async () => {
      await kill("SIGKILL");
    },
  };
}
