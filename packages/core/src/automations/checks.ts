import type { AutomationContent, AutomationId, ProjectId, ThreadId } from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import type { Book } from "./book.ts";
import type { Reckoner } from "./schedule.ts";

/** What an automation refers to, and whether it is still there. */
export interface World {
  readonly hasProject: (projectId: ProjectId) => boolean;
  /** The project of a thread; undefined when the thread is gone. */
  readonly projectOfThread: (threadId: ThreadId) => ProjectId | undefined;
  readonly hasProfile: (name: string) => boolean;
}

/** What is to be kept under an id. */
export interface Draft {
  readonly id: AutomationId;
  readonly content: AutomationContent;
}

/**
 * The content as it is kept. Throws `automation_invalid` with a sentence, `project_not_found`, `thread_not_found`.
 * `others` are drafts that are kept along with it.
 */
export function checked(
  draft: Draft,
  about: {
    readonly book: Book;
    readonly world: World;
    readonly reckoner: Reckoner;
    readonly timeZone: string;
    readonly others: readonly Draft[];
  },
): AutomationContent {
  const { book, world, others } = about;
  const { id } = draft;
  const content = { ...draft.content, projects: [...new Set(draft.content.projects)] };
  const { trigger, place } = content;
  const all = [...book.list().map(({ id: other, ...rest }) => ({ id: other, content: rest })), ...others];

  const name = content.name.toLocaleLowerCase("en");
  const taken = all.find((other) => other.id !== id && other.content.name.toLocaleLowerCase("en") === name);
  if (taken) refuse(`There is already an automation called “${taken.content.name}”; choose another name.`);

  if (place.kind === "thread") {
    if (world.projectOfThread(place.threadId) === undefined) throw new AppError("thread_not_found", place.threadId);
    if (content.projects.length > 0) refuse("It wakes up a thread, which has its project; choose no others.");
  } else if (content.projects.length === 0) refuse("Choose a project that it runs in.");
  const gone = content.projects.find((projectId) => !world.hasProject(projectId));
  if (gone !== undefined) throw new AppError("project_not_found", gone);
  if (content.profile !== undefined && !world.hasProfile(content.profile))
    refuse(`There is no permission profile called “${content.profile}”.`);

  if (trigger.kind === "schedule") {
    const timeZone = trigger.timeZone ?? about.timeZone;
    const reckoning = about.reckoner.reckon(trigger.schedule, { timeZone, anchor: 0 });
    if ("problem" in reckoning) refuse(reckoning.problem);
  }
  if (trigger.kind === "after") {
    if (!all.some((other) => other.id === trigger.automationId) && trigger.automationId !== id)
      refuse("The automation that it comes after is gone; choose another one.");
    const triggers = new Map(all.map((other) => [other.id, other.content.trigger]));
    const seen = new Set<AutomationId>();
    for (let next: AutomationId | undefined = trigger.automationId; next !== undefined && !seen.has(next); ) {
      if (next === id) refuse("It would come after itself, again and again; choose another automation.");
      seen.add(next);
      const before = triggers.get(next);
      next = before?.kind === "after" ? before.automationId : undefined;
    }
  }
  return content;
}

function refuse(sentence: string): never {
  throw new AppError("automation_invalid", sentence);
}
