import {
  type ApprovalDecision,
  type ApprovalId,
  AutomationContent,
  type AutomationProposal,
  type AutomationRow,
  type PermissionProfile,
  profileWords,
  type Project,
  type ProjectId,
  type RunPlace,
  type Thread,
  type ThreadId,
  Trigger,
  type TriggerPreview,
} from "@flightdeck/contract";
import type { AutomationProposals, ProposedAutomation } from "../tools/index.ts";
import { beyondRights } from "./rights.ts";

/** What agents may know of automations and propose, thread by thread; and the person's answers. */
export interface Proposals {
  readonly of: (threadId: ThreadId) => AutomationProposals;
  /** A yes keeps the automation in the same write as the answer. Rejects with what answering and creating throw. */
  answer(threadId: ThreadId, approvalId: ApprovalId, answer: ProposalAnswer): Promise<number>;
}

export interface ProposalAnswer {
  readonly decision: ApprovalDecision;
  readonly request: AutomationProposal;
  /** What the person made of it. */
  readonly edited?: AutomationContent | undefined;
}

interface Needs {
  readonly automations: {
    list(): Promise<readonly AutomationRow[]>;
    preview(trigger: Trigger): Promise<TriggerPreview>;
    prepare(wanted: readonly Wanted[]): Promise<{ put(): void; tell(): Promise<void> }>;
  };
  readonly answer: (
    threadId: ThreadId,
    approvalId: ApprovalId,
    decision: ApprovalDecision,
    given: { readonly keep?: () => string },
  ) => number;
  readonly thread: (threadId: ThreadId) => Thread;
  /** Whether a run is under way in a thread: then nobody asked its agent for anything. */
  readonly inRun: (threadId: ThreadId) => boolean;
  readonly projects: () => readonly Project[];
  readonly profile: (name: string) => PermissionProfile | undefined;
  /** The profile that new threads begin with. */
  readonly usualProfile: () => string | undefined;
}

interface Wanted {
  readonly content: AutomationContent;
  readonly proposedIn: ThreadId;
}

/** A problem that the model reads; it ends the draft. */
class Refused extends Error {}

/** Drafts what an agent proposes, in words that a person can decide by. */
export function createProposals(needs: Needs): Proposals {
  const { automations } = needs;

  const draft = async (threadId: ThreadId, proposed: ProposedAutomation): Promise<AutomationProposal> => {
    if (needs.inRun(threadId))
      throw new Refused(
        "This turn is itself the run of an automation, and those propose no others. Say in your report what would be worth one.",
      );
    const { name, prompt } = proposed;
    const { data: trigger, error } = Trigger.safeParse(proposed.trigger);
    if (error !== undefined)
      throw new Refused(`It cannot run then: ${error.issues[0]?.message ?? "nobody knows when"}`);
    if ((await automations.list()).some((row) => row.name.toLowerCase() === name.toLowerCase()))
      throw new Refused(`There is already an automation called “${name}”. Take another name, or tell the person.`);
    const thread = needs.thread(threadId);
    const projects = projectsNamed(needs.projects(), proposed.projects, thread.projectId);
    const { words, next, timeZone, problem } = await automations.preview(trigger);
    if (problem !== undefined) throw new Refused(`It cannot run then: ${problem}`);
    const place = placeOf(proposed.place, threadId);
    const profile = place.kind === "worktree" ? profileFor(proposed.profile, thread) : undefined;
    const content = AutomationContent.parse({
      name,
      prompt,
      trigger,
      place,
      profile,
      projects: place.kind === "thread" ? [] : projects.map(({ id }) => id),
      limits: { minutes: proposed.minutes, dollars: proposed.dollars },
      missed: proposed.catchUp === true ? "catch_up" : "record",
    });
    const elsewhere = place.kind === "thread" ? [] : projects.filter(({ id }) => id !== thread.projectId);
    return {
      kind: "automation",
      content,
      words,
      next: next.slice(0, 5),
      timeZone,
      where: whereWords(place, projects),
      may: mayWords(content, thread),
      beyond: elsewhere.map((project) => `Works in another project than this thread: ${project.name}`),
    };
  };

  /** The thread's own profile, or else one within its rights: an automation is never given more by its agent. */
  const profileFor = (wanted: string | undefined, thread: Thread): string => {
    if (wanted !== undefined) {
      const profile = needs.profile(wanted);
      if (profile === undefined) throw new Refused(`There is no permission profile “${wanted}”. Leave it out.`);
      const beyond = beyondRights(profile, thread.settings);
      if (beyond.length === 0) return wanted;
      throw new Refused(
        `“${wanted}” allows more than this thread may: ${beyond.join(", ")}. Leave the profile out; the person can give it more with “Edit first”.`,
      );
    }
    const own = needs.projects().find(({ id }) => id === thread.projectId)?.profile;
    const usual = [thread.settings.profile, own, needs.usualProfile(), "Workspace write", "Read only"];
    const found = usual.find((name) => {
      const profile = name === undefined ? undefined : needs.profile(name);
      return profile !== undefined && beyondRights(profile, thread.settings).length === 0;
    });
    if (found === undefined)
      throw new Refused("No permission profile is within the rights of this thread: the person makes it by the form.");
    return found;
  };

  const mayWords = (content: AutomationContent, thread: Thread): string => {
    if (content.place.kind === "local") return "Reads only, without the network";
    if (content.profile === undefined) {
      const { sandbox, approval, network = false, writable = [] } = thread.settings;
      return `What this thread may: ${profileWords({ sandbox, approval, network, writable })}`;
    }
    const profile = needs.profile(content.profile);
    const words = profile && profileWords(profile);
    return words === undefined || words.startsWith(content.profile)
      ? (words ?? content.profile)
      : `${content.profile}: ${words}`;
  };

  return {
    of: (threadId) => ({
      draft: async (proposed) => {
        try {
          return { request: await draft(threadId, proposed) };
        } catch (error) {
          if (error instanceof Refused) return { problem: error.message };
          throw error;
        }
      },
      kept: async (request) => {
        const mine = (await automations.list()).filter(({ proposedIn }) => proposedIn === threadId);
        const row = mine.sort((a, b) => b.createdAt - a.createdAt)[0];
        return row === undefined ? "The person said yes, and has removed it since." : keptWords(row, request);
      },
      list: async () => {
        const { projectId } = needs.thread(threadId);
        // What runs in other projects found is not for this one's agent.
        const rows = (await automations.list()).filter(
          ({ projects, place }) =>
            projects.includes(projectId) || (place.kind === "thread" && place.threadId === threadId),
        );
        return rows.length === 0 ? "There are no automations in this project." : rows.map(lineOf).join("\n");
      },
    }),
    answer: async (threadId, approvalId, { decision, request, edited }) => {
      if (decision === "decline" || decision === "stop") return needs.answer(threadId, approvalId, decision, {});
      const content = edited ?? request.content;
      const { words, next } = await automations.preview(content.trigger);
      const { put, tell } = await automations.prepare([{ content, proposedIn: threadId }]);
      const at = needs.answer(threadId, approvalId, "approve", {
        keep: () => {
          put();
          const kept = keptWords({ ...content, words, nextAt: next[0] }, request);
          return `The person said yes to your proposal after the last turn was cut off. ${kept} Do not propose it again; go on where you stopped.`;
        },
      });
      await tell();
      return at;
    },
  };
}

function placeOf(place: ProposedAutomation["place"], threadId: ThreadId): RunPlace {
  return place === "this_thread" ? { kind: "thread", threadId } : { kind: place ?? "worktree" };
}

/** Projects by the names that the model gave; each must be one. */
function projectsNamed(
  all: readonly Project[],
  names: readonly string[] | undefined,
  own: ProjectId,
): readonly Project[] {
  if (names === undefined || names.length === 0) return all.filter(({ id }) => id === own);
  return [...new Set(names)].map((name) => {
    const found = all.filter((project) => project.name.toLowerCase() === name.toLowerCase());
    const mine = found.find(({ id }) => id === own) ?? found[0];
    if (mine === undefined) throw new Refused(`There is no project called “${name}” in Flightdeck.`);
    return mine;
  });
}

function whereWords(place: RunPlace, projects: readonly Project[]): string {
  const names = projects.map(({ name }) => name).join(", ");
  if (place.kind === "thread") return "This thread, as one more turn";
  return place.kind === "local"
    ? `${names}: its own checkout, which it only reads`
    : `${names}: a fresh worktree for each run`;
}

/** What the run reported stays a quotation, on one line: a model wrote it. */
const lastWords = ({ lastRun }: AutomationRow): string => {
  if (lastRun === undefined) return "no run yet";
  const { outcome, state, summary } = lastRun;
  const reported = summary === undefined ? "" : `, which reported ${JSON.stringify(summary.slice(0, 200))}`;
  return `last run: ${outcome ?? state}${reported}`;
};

const lineOf = (row: AutomationRow): string =>
  `- ${row.name}: ${row.words}${row.paused ? ", paused" : row.nextAt === undefined ? "" : `, next ${timeWords(row.nextAt, row)}`}; ${lastWords(row)}`;

type Told = Pick<AutomationRow, "name" | "prompt" | "trigger" | "words" | "nextAt">;

/** What the agent hears of an automation that was made, and of what the person changed before. */
function keptWords(row: Told, request: AutomationProposal): string {
  const next = row.nextAt === undefined ? "" : ` Next: ${timeWords(row.nextAt, row)}.`;
  const asProposed =
    row.name === request.content.name && row.words === request.words && row.prompt === request.content.prompt;
  return `The automation “${row.name}” is made: ${row.words}.${next}${asProposed ? "" : " The person changed it first."}`;
}

function timeWords(at: number, { trigger }: Pick<AutomationRow, "trigger">): string {
  const timeZone = trigger.kind === "schedule" ? trigger.timeZone : undefined;
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone }).format(at);
}
