import { listedRun, type AutomationId, type AutomationRow, type Run, type Trigger } from "@flightdeck/contract";
import type { Book, KeptAutomation } from "./book.ts";
import type { World } from "./checks.ts";
import type { Reckoner } from "./schedule.ts";
import { triggerWords } from "./words.ts";

/** So many stay worded. */
const KEPT = 1_000;

/** Automations as the list shows them. What is costly about a row is kept until something of it changes. */
export interface Rows {
  row(automation: KeptAutomation): Promise<AutomationRow>;
}

export function openRows(options: {
  readonly book: Book;
  readonly world: World;
  readonly reckoner: () => Promise<Reckoner>;
  /** Why what it waits for cannot be watched. */
  readonly problemOf: (automationId: AutomationId) => string | undefined;
  readonly nextOf: (automation: KeptAutomation) => Promise<number | undefined>;
}): Rows {
  const { book, world } = options;
  const words = new Map<AutomationId, { readonly key: string; readonly words: string }>();
  const nameOf = (id: string) => book.get(id as AutomationId)?.name; // an id of a trigger

  const wordsOf = async ({ id, trigger }: KeptAutomation): Promise<string> => {
    const key = JSON.stringify([trigger, trigger.kind === "after" && nameOf(trigger.automationId)]);
    const known = words.get(id);
    if (known?.key === key) return known.words;
    const made = await triggerWords(trigger, nameOf);
    if (words.size > KEPT) words.clear();
    words.set(id, { key, words: made });
    return made;
  };

  const problemOf = async (automation: KeptAutomation): Promise<string | undefined> => {
    const { place, projects, profile, trigger } = automation;
    if (place.kind === "thread" && world.projectOfThread(place.threadId) === undefined)
      return "The thread that it wakes up is gone. Choose another place for it.";
    const gone = projects.filter((projectId) => !world.hasProject(projectId)).length;
    if (place.kind !== "thread" && gone === projects.length)
      return "Its project is no longer in Flightdeck. Choose another one.";
    if (gone > 0)
      return `${gone === 1 ? "One of its projects is" : `${gone} of its projects are`} no longer in Flightdeck.`;
    if (profile !== undefined && !world.hasProfile(profile))
      return `There is no permission profile called “${profile}” any more.`;
    return options.problemOf(automation.id) ?? triggerProblem(trigger);
  };
  const triggerProblem = async (trigger: Trigger): Promise<string | undefined> => {
    if (trigger.kind === "after" && book.get(trigger.automationId) === undefined)
      return "The automation that it comes after is gone.";
    if (trigger.kind !== "schedule") return undefined;
    const timeZone = trigger.timeZone ?? "UTC"; // the machine's own zone is never the problem
    const reckoning = (await options.reckoner()).reckon(trigger.schedule, { timeZone, anchor: 0 });
    return "problem" in reckoning ? reckoning.problem : undefined;
  };

  return {
    row: async (kept) => {
      const { accountedTo: _accounted, seen: _seen, tokenHash: _hash, ...automation } = kept;
      const [told, problem, nextAt] = [await wordsOf(kept), await problemOf(kept), await options.nextOf(kept)];
      const [lastRun]: readonly Run[] = book.runs.page({ automationId: kept.id, limit: 1 });
      return {
        ...automation,
        words: told,
        ...(nextAt !== undefined && { nextAt }),
        ...(lastRun && { lastRun: listedRun(lastRun) }),
        active: book.runs.openOf(kept.id).length,
        ...(problem !== undefined && { problem }),
      };
    },
  };
}
