import type { ThreadId, ThreadSettings, Turn, Workspace } from "@flightdeck/contract";
import type { RequestBody } from "@flightdeck/testkit";
import { messageId, type TestCore } from "../../../testing/testCore.ts";

/** A thread in a worktree of its own, or in the folder itself. */
export async function begin(
  on: TestCore,
  path: string,
  given: { readonly text?: string; readonly workspace?: Workspace; readonly settings?: Partial<ThreadSettings> } = {},
): Promise<ThreadId> {
  const { project } = await on.core.projects.locate(path);
  const workspace = given.workspace ?? ({ kind: "worktree", copyLocalChanges: false } as const);
  return on.core.threads.create({ projectId: project.id, workspace, text: given.text, settings: given.settings });
}

/** Sends a message and waits until its turn and everything after it is done. */
export async function say(on: TestCore, threadId: ThreadId, text: string): Promise<Turn> {
  on.core.threads.send(threadId, { id: messageId(), text });
  await on.core.threads.idle();
  const turn = on.core.threads.load(threadId).thread.turns.at(-1);
  if (turn === undefined) throw new Error("no turn");
  return turn;
}

/** What the model reads, one short line per entry. */
export function inputOf(body: RequestBody | undefined): readonly string[] {
  return (body?.input ?? []).map((item) => {
    const entry = item as unknown as { readonly type?: string; readonly role?: string; readonly content?: unknown };
    const content =
      typeof entry.content === "string" ? entry.content : (entry.content as [{ text?: string }])?.[0]?.text;
    return `${entry.role ?? entry.type}: ${content?.split("\n", 1)[0] ?? ""}`;
  });
}
