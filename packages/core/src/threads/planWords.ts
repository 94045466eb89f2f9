import {
  openComments,
  type Plan,
  planContent,
  type PlanComment,
  type PlanContent,
  type Thread,
} from "@flightdeck/contract";

/**
 * The plan as the message that begins the work. It is the person's whole message: it stands for itself in a fresh
 * context, after a compaction, in a fork and in an export.
 */
export function planMessage(plan: Plan): string {
  const content = planContent(plan);
  const notes = openComments(plan).map((comment) => commentLine(content, comment));
  return [
    "Carry out this plan. Tick off its steps with update_plan, word for word as they stand here.",
    `# ${content.title || "Plan"}`,
    content.text.trim(),
    ["## Steps", ...numbered(content)].join("\n"),
    notes.length > 0 ? ["## My comments, which hold as well", ...notes].join("\n") : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** What the person wants changed, as their message; how they changed the plan themselves is told beside it. */
export function revisionMessage(plan: Plan): string {
  const content = planContent(plan);
  const comments = openComments(plan).map((comment) => commentLine(content, comment));
  return [
    plan.proposal?.edited === true
      ? "Propose the whole plan anew, starting from the plan as I changed it."
      : "Propose the whole plan anew.",
    comments.length > 0 ? ["My comments:", ...comments].join("\n") : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The plan that waits, as the person changed it: what the model should know when they write on instead. */
export function editedPlan(thread: Thread, plan: Plan | undefined): string | undefined {
  if (plan?.proposal?.edited !== true || thread.settings.mode !== "plan") return undefined;
  const content = planContent(plan);
  return [
    "The person changed the proposed plan. It reads now:",
    `# ${content.title}`,
    content.text.trim(),
    ...numbered(content),
  ].join("\n");
}

const numbered = ({ steps }: PlanContent): readonly string[] => steps.map(({ step }, index) => `${index + 1}. ${step}`);

/** A comment with what it is about; its further lines are indented under the first. */
function commentLine({ steps }: PlanContent, { stepId, about, text }: PlanComment): string {
  const place = steps.findIndex(({ id }) => id === stepId);
  const words = text.replaceAll("\n", "\n  ");
  if (place >= 0) return `- On step ${place + 1}, "${steps[place]?.step ?? ""}": ${words}`;
  if (about !== undefined && about !== "") return `- On "${about}", which is no step any more: ${words}`;
  return `- On the plan as a whole: ${words}`;
}
