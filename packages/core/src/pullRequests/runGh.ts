import { spawn } from "node:child_process";
import { AppError } from "../errors/index.ts";
import { withoutSecrets } from "../commits/index.ts";

export interface GhOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A folder that is no repository, so that `gh` reads nothing of one. */
  readonly cwd: string;
  readonly input?: string;
  readonly milliseconds?: number;
  /** Keeps the end of a long output instead of refusing it. */
  readonly tail?: number;
  readonly signal?: AbortSignal;
}

const maxOutput = 8 * 1024 * 1024;
const patience = 30_000;

/** What would ask, page, colour, tell of updates, or point `gh` at something that we did not name. */
const unwanted =
  /^(?:GIT_.*|GH_(?:REPO|HOST|DEBUG|FORCE_TTY|PAGER|EDITOR|BROWSER)|DEBUG|CLICOLOR_FORCE|FORCE_COLOR|OPENAI_.*)$/;
const wanted = {
  GH_PROMPT_DISABLED: "1",
  GH_NO_UPDATE_NOTIFIER: "1",
  GH_NO_EXTENSION_UPDATE_NOTIFIER: "1",
  GH_SPINNER_DISABLED: "1",
  GH_PAGER: "cat",
  NO_COLOR: "1",
  TERM: "dumb",
  LC_ALL: "C.UTF-8",
};

function ghEnvironment(environment: GhOptions["environment"]): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(([name]) => !unwanted.test(name));
  const path = environment["PATH"] ?? "";
  // A Mac starts apps without the folder that programs are mostly installed to.
  const more = process.platform === "darwin" ? [path, "/opt/homebrew/bin", "/usr/local/bin"].join(":") : path;
  return { ...Object.fromEntries(kept), ...wanted, PATH: more };
}

/**
 * Runs the person's `gh` once, outside of the sandbox: it signs in as them. It prompts for nothing, and ends with its
 * time or its caller. Rejects with `forge_missing`, `forge_unauthorized`, `forge_limited`, `forge_failed`.
 */
export async function runGh(args: readonly string[], options: GhOptions): Promise<string> {
  const { signal, milliseconds = patience, tail } = options;
  signal?.throwIfAborted();
  const until = AbortSignal.any([AbortSignal.timeout(milliseconds), ...(signal === undefined ? [] : [signal])]);
  let output: Output;
  try {
    output = await collect(args, options, until);
  } catch (error) {
    signal?.throwIfAborted();
    if (until.aborted)
      throw new AppError("forge_failed", `gh did not answer in ${milliseconds / 1000} seconds`, { cause: error });
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EACCES"))
      throw new AppError("forge_missing", "Install it from https://cli.github.com and sign in with gh auth login", {
        cause: error,
      });
    throw error;
  }
  if (output.code === 0 && (tail !== undefined || output.size <= maxOutput)) return output.stdout;
  throw failureOf(output);
}

interface Output {
  readonly code: number | null;
  readonly killed: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly size: number;
}

function collect(args: readonly string[], options: GhOptions, signal: AbortSignal): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn("gh", args, {
      cwd: options.cwd,
      env: ghEnvironment(options.environment),
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      signal,
      killSignal: "SIGKILL",
      windowsHide: true,
    });
    let chunks: Buffer[] = [];
    let kept = 0;
    let size = 0;
    let stderr = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      kept += chunk.length;
      if (options.tail === undefined) {
        if (size > maxOutput) child.kill("SIGKILL");
      } else if (kept > 4 * options.tail) {
        chunks = [Buffer.concat(chunks).subarray(-options.tail)];
        kept = chunks[0]?.length ?? 0;
      }
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-16_384);
    });
    child.once("error", reject);
    child.once("close", (code, killed) => {
      const bytes = Buffer.concat(chunks);
      const shown = options.tail === undefined ? bytes : bytes.subarray(-options.tail);
      resolve({ code, killed, stdout: shown.toString("utf8"), stderr, size });
    });
    // One that ends before it has read everything says why by its exit code.
    child.stdin?.on("error", () => undefined).end(options.input);
  });
}

/** What `gh` said, without what steers a terminal or signs in. */
const wordsOf = (text: string): string =>
  withoutSecrets(text)
    // oxlint-disable-next-line no-control-regex
    .replace(/\u001b\[[\d;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
    .trim()
    .slice(0, 4_000);

function failureOf({ code, killed, stderr, size }: Output): AppError {
  const said = wordsOf(stderr);
  if (size > maxOutput) return new AppError("forge_failed", "gh printed more than can be read");
  if (killed !== null) return new AppError("forge_failed", `gh was ended (${killed})`);
  if (/rate limit|HTTP 429|abuse detection/i.test(said)) return new AppError("forge_limited", said);
  // 4 is what gh ends with when it has to be signed in.
  if (code === 4 || /gh auth login|not logged in|HTTP 401|Bad credentials/i.test(said))
    return new AppError("forge_unauthorized", `Sign in with gh auth login in a terminal.\n${said}`.trim());
  return new AppError("forge_failed", said || `gh ended with code ${code}`);
}
