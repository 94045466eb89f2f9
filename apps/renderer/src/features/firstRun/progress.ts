export const firstSteps = ["model", "project", "permissions", "thread"] as const;
export type Step = (typeof firstSteps)[number];

const KEY = "flightdeck.firstRun";

/** Where the person was when the window was closed. */
export const readStep = (storage: Pick<Storage, "getItem">): Step =>
  firstSteps.find((step) => step === storage.getItem(KEY)) ?? "model";

export const keepStep = (storage: Pick<Storage, "setItem">, step: Step): void => storage.setItem(KEY, step);
export const forgetStep = (storage: Pick<Storage, "removeItem">): void => storage.removeItem(KEY);
