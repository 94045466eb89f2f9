import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { ApprovalPolicy, SandboxMode, ThreadId, type ThreadSettings, TurnId } from "@flightdeck/contract";
import { UsageError } from "../usage.ts";

export const execOptions = {
  cwd: { type: "string" },
  model: { type: "string" },
  sandbox: { type: "string" },
  approval: { type: "string" },
  worktree: { type: "boolean" },
  trust: { type: "boolean" },
  plan: { type: "boolean" },
  image: { type: "string", multiple: true },
  skill: { type: "string", multiple: true },
  "output-schema": { type: "string" },
  resume: { type: "string" },
  fork: { type: "string" },
  json: { type: "boolean" },
  home: { type: "string" },
  connect: { type: "string" },
} as const;

/** What was written on the command line. */
export interface ExecValues {
  readonly cwd?: string;
  readonly model?: string;
  readonly sandbox?: string;
  readonly approval?: string;
  readonly worktree?: boolean;
  readonly trust?: boolean;
  readonly plan?: boolean;
  readonly image?: readonly string[];
  readonly skill?: readonly string[];
  readonly "output-schema"?: string;
  readonly resume?: string;
  readonly fork?: string;
}

/** What exec is to do, checked as far as that can be done without a host. */
export interface Order {
  readonly cwd: string;
  readonly settings: Partial<ThreadSettings>;
  readonly worktree: boolean;
  /** The repository's own configuration, skills and scripts may be used. */
  readonly trust: boolean;
  readonly resume?: ThreadId;
  readonly fork?: { readonly threadId: ThreadId; readonly turnId?: TurnId };
  readonly prompt: string;
  readonly images: readonly { readonly name: string; readonly content: string }[];
  readonly skills: readonly string[];
  readonly outputSchema?: Record<string, unknown>;
}

/** Rejects with a `UsageError` for words that make no sense and files that cannot be read. */
export async function orderFrom(values: ExecValues, positionals: readonly string[]): Promise<Order> {
  const prompt = await promptFrom(positionals);
  const sandbox = SandboxMode.optional().safeParse(values.sandbox);
  if (!sandbox.success) throw new UsageError(`--sandbox is one of ${SandboxMode.options.join(", ")}`);
  // Who plans is asked questions; what would change anything is refused anyway.
  const approval = ApprovalPolicy.default(values.plan ? "on-request" : "never").safeParse(values.approval);
  if (!approval.success) throw new UsageError(`--approval is one of ${ApprovalPolicy.options.join(", ")}`);
  const { resume, fork } = threadsFrom(values);
  const goesOn = resume !== undefined || fork !== undefined;
  if (goesOn && values.worktree) throw new UsageError("--worktree is for new threads");
  const asked = values.approval === undefined && goesOn ? {} : { approval: approval.data };
  return {
    cwd: resolve(values.cwd ?? "."),
    worktree: values.worktree ?? false,
    trust: values.trust ?? false,
    resume,
    fork,
    prompt,
    images: await Promise.all((values.image ?? []).map(imageFrom)),
    skills: (values.skill ?? []).map((name) => name.replace(/^\$/, "")),
    outputSchema: await schemaFrom(values["output-schema"]),
    settings: {
      ...asked,
      ...(values.plan ? { mode: "plan" } : {}),
      ...(values.model === undefined ? {} : { model: values.model }),
      ...(sandbox.data === undefined ? {} : { sandbox: sandbox.data }),
    },
  };
}

async function promptFrom([words, ...more]: readonly string[]): Promise<string> {
  if (words === undefined) throw new UsageError("a prompt is missing");
  if (more.length > 0) throw new UsageError("the prompt must be one argument; put it in quotes");
  const prompt = (words === "-" ? await text(process.stdin) : words).trim();
  if (prompt === "") throw new UsageError("the prompt is empty");
  return prompt;
}

function threadsFrom({ resume, fork }: ExecValues): Pick<Order, "resume" | "fork"> {
  if (resume !== undefined && fork !== undefined) throw new UsageError("--resume and --fork do not go together");
  const [thread, turn, ...rest] = fork?.split(":") ?? [];
  const resumed = ThreadId.optional().safeParse(resume);
  if (!resumed.success) throw new UsageError(`'${resume}' is not a thread's id`);
  const forked = ThreadId.optional().safeParse(thread);
  const from = TurnId.optional().safeParse(turn);
  if (!forked.success || !from.success || rest.length > 0) throw new UsageError("--fork takes THREAD or THREAD:TURN");
  return {
    resume: resumed.data,
    fork: forked.data === undefined ? undefined : { threadId: forked.data, turnId: from.data },
  };
}

async function imageFrom(path: string): Promise<Order["images"][number]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UsageError(`the image ${path} cannot be read: ${reasonOf(error)}`);
  });
  return { name: basename(path), content: bytes.toString("base64") };
}

async function schemaFrom(path: string | undefined): Promise<Record<string, unknown> | undefined> {
  if (path === undefined) return undefined;
  const words = await readFile(path, "utf8").catch((error: unknown) => {
    throw new UsageError(`the schema ${path} cannot be read: ${reasonOf(error)}`);
  });
  try {
    const schema: unknown = JSON.parse(words);
    if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) return { ...schema };
  } catch (error) {
    throw new UsageError(`the schema ${path} is not JSON: ${reasonOf(error)}`);
  }
  throw new UsageError(`the schema ${path} is not a JSON object`);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
