import type { Approval, FileChange } from "@flightdeck/contract";
import { z } from "zod";
import type { Tool, ToolContext, ToolResult } from "../agent/index.ts";
import { accessTo, covers, realPathOf, type SandboxPolicy } from "../sandbox/index.ts";
import { carryOut, type OpenedPatch, openPatch, planOf } from "./patch/applyPatch.ts";
import { patchGrammar } from "./patch/grammar.ts";
import { lineDiff } from "./patch/lineDiff.ts";
import type { PlannedChange, Target } from "./patch/planPatch.ts";
import type { ToolsetOptions } from "./toolset.ts";

const DIFF_LIMIT = 32 << 10;

const description = `Changes files: adds, deletes, updates and moves them with one patch. The whole patch applies or nothing does.
A patch is not JSON. Paths are relative to the folder you work in. An update shows about three lines of context around each change; where these are not unique, @@ lines before them name the class and function they are in.
*** Begin Patch
*** Update File: src/app.py
*** Move to: src/main.py
@@ def greet():
-    print("Hi")
+    print("Hello")
*** Add File: notes.txt
+One line
*** Delete File: old.txt
*** End Patch`;

type Needs = Pick<ToolsetOptions, "cwd" | "root" | "policy" | "approval" | "approvedForThread" | "newId">;

/** Changes files by patch, without a command: the same borders hold as inside the sandbox. */
export const applyPatchTool = (needs: Needs): Tool => ({
  spec: {
    type: "custom",
    name: "apply_patch",
    description,
    format: { type: "grammar", syntax: "lark", definition: patchGrammar },
  },
  access: "write",
  run: (invocation, context) => run(needs, patchIn(invocation.input), context),
});

const Wrapped = z.union([
  z.object({ input: z.string() }).transform(({ input }) => input),
  z.object({ patch: z.string() }).transform(({ patch }) => patch),
]);

/** A provider without free-form tools has the model wrap the patch in JSON. */
function patchIn(input: string): string {
  if (!input.trimStart().startsWith("{")) return input;
  try {
    return Wrapped.parse(JSON.parse(input));
  } catch {
    return input; // no wrapping that we know: the parser says what a patch looks like
  }
}

async function run(needs: Needs, patch: string, context: ToolContext): Promise<ToolResult> {
  const startedAt = context.now();
  const item = (status: FileChange["status"], more: Partial<FileChange> = {}): FileChange => ({
    id: context.itemId,
    type: "file_change",
    status,
    startedAt,
    ...(status === "running" ? {} : { endedAt: context.now() }),
    changes: [],
    ...more,
  });
  const failed = (reason: string, changes: FileChange["changes"] = []): ToolResult => ({
    item: item("failed", { error: reason, changes }),
    output: `The patch was not applied, no file changed. ${reason}`,
  });

  const opened = openPatch(needs.cwd, patch);
  if (!opened.ok) return failed(opened.reason);
  const permission = permissionFor(needs, opened);
  if (permission.type === "refuse") return failed(permission.why);
  // Files outside are not even read before the person agreed.
  const early = permission.type === "ask" && permission.reason === "outside" ? undefined : await planOf(opened);
  if (early?.ok === false) return failed(early.reason);
  const changes = (early?.changes ?? []).map(shownChange);
  context.show(item("running", { changes }));
  if (permission.type === "ask") {
    const { keys, paths, reason } = permission;
    const decision = await context.ask({ kind: "file_change", paths: [...paths], reason });
    if (decision === "decline" || decision === "stop")
      return { item: item("declined", { changes }), output: "The person declined this change. No file changed." };
    if (decision === "approve_for_thread") for (const key of keys) needs.approvedForThread.add(key);
  }
  await context.beforeWrite();
  if (context.signal.aborted)
    return { item: item("interrupted", { changes }), output: "Interrupted. No file changed." };
  // Planned anew: a person may have taken minutes to agree.
  const again = openPatch(needs.cwd, patch);
  if (!again.ok || !sameTargets(opened, again))
    return failed("A folder or link in its paths changed meanwhile.", changes);
  const plan = await planOf(again);
  if (!plan.ok) return failed(plan.reason, changes);
  const failure = await carryOut(plan, needs.newId);
  if (failure !== undefined) return failed(failure, changes);
  const done = plan.changes.map(shownChange);
  return { item: item("completed", { changes: done }), output: ["Applied:", ...plan.changes.map(line)].join("\n") };
}

const letters = { add: "A", update: "M", delete: "D" } as const;
const line = ({ kind, path, movedTo }: PlannedChange): string =>
  `${letters[kind]} ${path}${movedTo === undefined ? "" : ` -> ${movedTo}`}`;

type Permission =
  | { readonly type: "run" }
  | { readonly type: "refuse"; readonly why: string }
  | {
      readonly type: "ask";
      readonly reason: Extract<Approval["request"], { kind: "file_change" }>["reason"];
      readonly paths: readonly string[];
      readonly keys: readonly string[];
    };

const keyOf = ({ entry }: Target): string => JSON.stringify(["file", entry]);

function permissionFor(needs: Needs, { targets }: OpenedPatch): Permission {
  const { policy, approval, approvedForThread } = needs;
  if (policy.mode === "full-access" && approval !== "untrusted") return { type: "run" };
  const root = realPathOf(needs.root);
  // A path that looks as if it were inside is not what a person could judge, so nobody is asked.
  const leaving = targets.find(({ named, file }) => covers(root, named) && !covers(root, file));
  if (leaving !== undefined && policy.mode !== "full-access")
    return { type: "refuse", why: `${leaving.path} leads out of the folder through a link, to ${leaving.file}.` };
  const closed = targets.filter((target) => accessOf(policy, target) !== "write");
  if (closed.some((target) => accessOf(policy, target) === "none"))
    return { type: "refuse", why: "It names a file that agents may not touch." };
  const touched = approval === "untrusted" ? targets : closed;
  const asked = touched.filter((target) => !approvedForThread.has(keyOf(target)));
  if (asked.length === 0) return { type: "run" };
  const paths = asked.map(({ path }) => path);
  const outside = asked.some(({ entry }) => !covers(root, entry));
  const reason = closed.length === 0 ? "untrusted" : outside ? "outside" : "read_only";
  if (approval === "never")
    return { type: "refuse", why: `${paths.join(", ")} may not be changed: ${reasons[reason]}.` };
  return { type: "ask", reason, paths, keys: asked.map(keyOf) };
}

const reasons = {
  untrusted: "this thread asks for every change",
  outside: "it lies outside of the folder you work in",
  read_only: "it is read-only",
} as const;

/** The stricter of what holds for the entry and for the file behind it. */
function accessOf(policy: SandboxPolicy, { entry, file }: Target): ReturnType<typeof accessTo> {
  const both = [accessTo(policy, entry), accessTo(policy, file)];
  if (both.includes("none")) return "none";
  return both.includes("read") ? "read" : "write";
}

const sameTargets = (a: OpenedPatch, b: OpenedPatch): boolean =>
  a.targets.every(({ entry, file }, index) => entry === b.targets[index]?.entry && file === b.targets[index]?.file);

function shownChange({ kind, path, movedTo, before, after }: PlannedChange): FileChange["changes"][number] {
  const decode = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return {
    kind,
    path,
    ...(movedTo === undefined ? {} : { movedTo }),
    ...lineDiff(decode(before), decode(after), DIFF_LIMIT),
  };
}
