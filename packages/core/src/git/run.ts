import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { AppError } from "../errors/index.ts";

export interface GitOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Exit codes that are an answer rather than a failure; 0 by default. */
  readonly okCodes?: readonly number[];
  /** More output than this is a failure, never a full memory. */
  readonly maxBytes?: number;
  /** Progress as git prints it. */
  readonly onStderr?: (text: string) => void;
  readonly signal?: AbortSignal;
}

export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * What the app does by itself must not start programs that a repository or its owner configured, and must not prompt.
 * Submodules inherit these through the environment that `-c` sets.
 */
const quiet = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.quotePath=false",
  "core.safecrlf=false",
  "core.askPass=",
  "credential.interactive=false",
  "commit.gpgSign=false",
  "tag.gpgSign=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  "advice.detachedHead=false",
].flatMap((setting) => ["-c", setting]);

/** The caller's own repository (a host started from a hook has one in its environment) must never leak into ours. */
const keptVariables = new Set([
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_CEILING_DIRECTORIES",
  "GIT_DISCOVERY_ACROSS_FILESYSTEM",
  "GIT_EXEC_PATH",
  "GIT_AUTHOR_NAME",
  "GIT_AUTHOR_EMAIL",
  "GIT_COMMITTER_NAME",
  "GIT_COMMITTER_EMAIL",
]);

function gitEnvironment(extra: Readonly<Record<string, string>> | undefined): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_") || keptVariables.has(name));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: "C",
    LANGUAGE: "",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "true",
    SSH_ASKPASS: "true",
    GIT_SSH_COMMAND: "ssh -oBatchMode=yes",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_EDITOR: "true",
    ...extra,
  };
}

async function spawnError(error: NodeJS.ErrnoException, cwd: string): Promise<Error> {
  if (error.name === "AbortError") return error;
  const folder = await stat(cwd).catch(() => undefined);
  if (folder === undefined) return new AppError("path_not_found", cwd, { cause: error });
  if (error.code === "ENOENT") return new AppError("git_failed", "git is not installed", { cause: error });
  return new AppError("git_failed", error.message, { cause: error });
}

/** The typed error for an exit code that was not expected; git's own words are its detail. */
export function gitError(args: readonly string[], { code, stderr }: GitOutput): AppError {
  if (/No space left on device|disk quota exceeded/i.test(stderr)) return new AppError("disk_full", stderr.trim());
  const command = args.find((arg) => !arg.startsWith("-")) ?? "git";
  return new AppError("git_failed", stderr.trim() || `git ${command} ended with code ${code}`);
}

const defaultMaxBytes = 256 * 1024 * 1024;
const maxStderr = 64 * 1024;

/** Runs git once. Rejects with an AppError (`git_failed`, `disk_full`, `path_not_found`) or, when aborted, an AbortError. */
export async function runGit(args: readonly string[], options: GitOptions): Promise<GitOutput> {
  options.signal?.throwIfAborted();
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const output = await new Promise<GitOutput>((resolve, reject) => {
    const child = spawn("git", [...quiet, ...args], {
      cwd: options.cwd,
      env: gitEnvironment(options.env),
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      signal: options.signal,
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    let stderr = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else child.kill("SIGKILL");
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-maxStderr);
      options.onStderr?.(text);
    });
    let failed = false;
    child.once("error", (error) => {
      failed = true;
      void spawnError(error, options.cwd).then(reject, reject);
    });
    child.once("close", (code) => {
      if (failed) return;
      if (size > maxBytes) reject(new AppError("git_failed", `git ${args[0]} printed more than ${maxBytes} bytes`));
      else resolve({ code: code ?? -1, stdout: Buffer.concat(chunks, size), stderr });
    });
    // A git that ends before it has read everything says why by its exit code.
    child.stdin?.on("error", () => undefined).end(options.input);
  });
  if (!(options.okCodes ?? [0]).includes(output.code)) throw gitError(args, output);
  return output;
}

/** What git printed, without the line end that it adds. */
export async function gitText(args: readonly string[], options: GitOptions): Promise<string> {
  return (await runGit(args, options)).stdout.toString("utf8").replace(/\n$/, "");
}

/** The records of a `-z` output. */
export async function gitRecords(args: readonly string[], options: GitOptions): Promise<string[]> {
  return splitRecords((await runGit(args, options)).stdout.toString("utf8"));
}

/** Splits at NULs; the last record ends with one. */
export function splitRecords(text: string): string[] {
  const records = text.split("\0");
  if (records.at(-1) === "") records.pop();
  return records;
}
