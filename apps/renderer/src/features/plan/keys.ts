/** What a letter does with the plan that waits. */
export type PlanKey = "accept" | "fresh" | "edit" | "comment" | "revise" | "decline";

export const planKeys: Readonly<Record<string, PlanKey>> = {
  y: "accept",
  f: "fresh",
  e: "edit",
  c: "comment",
  r: "revise",
  n: "decline",
};
