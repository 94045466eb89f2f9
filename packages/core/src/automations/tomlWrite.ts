import { join, sep } from "node:path";
import type { Automation, AutomationContent, Project, Trigger } from "@flightdeck/contract";
import { tomlLines, tomlString } from "./tomlText.ts";
import { dayNames } from "./tomlForm.ts";

/** What the names in a file stand for. */
export interface Known {
  readonly projects: readonly Pick<Project, "id" | "name" | "path">[];
  readonly automations: readonly Pick<Automation, "id" | "name">[];
  /** The person's home folder: paths below it are written with `~`. */
  readonly userHome: string;
}

/**
 * Automations as a file for people: projects by their paths, others by their names. What means something in this home
 * alone (a thread to wake up, an automation that is gone) is left out and told; a webhook's token is nowhere in it.
 */
export function writeToml(automations: readonly Automation[], known: Known): string {
  const told: string[] = [];
  const tables = automations.flatMap((automation) => {
    const name = tomlString(automation.name);
    if (automation.place.kind === "thread") {
      told.push(`${name} wakes up a thread, which is here alone.`);
      return [];
    }
    const trigger = triggerLines(automation.trigger, known);
    if (trigger === undefined) {
      told.push(`${name} runs after an automation that is gone.`);
      return [];
    }
    const projects = automation.projects.flatMap((id) => {
      const project = known.projects.find((one) => one.id === id);
      if (project === undefined) told.push(`a project of ${name} that is gone.`);
      return project === undefined ? [] : [pathText(project.path, known.userHome)];
    });
    return [table(automation, projects, trigger)];
  });
  const notes = told.map((words) => `# Not in this file: ${words}\n`).join("");
  const head = "# Automations of Flightdeck. Imported ones are paused until somebody lets them begin.\n";
  return [`${head}${notes}`, ...tables].join("\n");
}

function table(content: AutomationContent, projects: readonly string[], trigger: string): string {
  const { name, prompt, model, effort, profile, limits, missed, overlap, archiveEmpty, place } = content;
  const head = tomlLines({ name, projects, model, effort, profile, missed, overlap, archiveEmpty, prompt });
  const where = place.kind === "worktree" ? { kind: place.kind, base: place.base } : { kind: place.kind };
  return [
    `[[automation]]\n${head}`,
    `[automation.trigger]\n${trigger}`,
    `[automation.place]\n${tomlLines(where)}`,
    `[automation.limits]\n${tomlLines({ minutes: limits.minutes, dollars: limits.dollars })}`,
  ].join("\n");
}

/** Undefined when it waits for an automation that is gone. */
function triggerLines(trigger: Trigger, { automations }: Known): string | undefined {
  switch (trigger.kind) {
    case "schedule": {
      const { schedule, timeZone } = trigger;
      if (schedule.kind !== "weekly") return tomlLines({ ...schedule, timeZone });
      return tomlLines({ ...schedule, days: schedule.days.map((day) => dayNames[day - 1] ?? ""), timeZone });
    }
    case "after": {
      const automation = automations.find(({ id }) => id === trigger.automationId)?.name;
      return automation === undefined ? undefined : tomlLines({ kind: "after", automation, when: trigger.when });
    }
    case "branch":
    case "files":
    case "webhook":
    case "manual":
      return tomlLines(trigger);
  }
}

const pathText = (path: string, userHome: string): string =>
  path.startsWith(join(userHome, sep)) ? `~/${path.slice(join(userHome, sep).length)}` : path;
