import type { Item, ThreadId, ThreadSettings } from "@flightdeck/contract";
import type { TestCore } from "../../testing/testCore.ts";

/** A thread in the folder itself; with a text its first turn begins. */
export async function begin(
  on: TestCore,
  path: string,
  text?: string,
  settings?: Partial<ThreadSettings>,
): Promise<ThreadId> {
  const { project } = await on.core.projects.locate(path);
  return on.core.threads.create({ projectId: project.id, workspace: { kind: "local" }, text, settings });
}

/** What a person sees of a turn, shortly. */
export const shape = (items: readonly Item[] = []) =>
  items.map((item) => [item.type, item.status, "text" in item ? item.text : undefined]);
