import type { AutomationTemplate } from "@flightdeck/contract";
import { bugHunt } from "./bugHunt.ts";
import { dependencies } from "./dependencies.ts";
import { docsDrift } from "./docsDrift.ts";
import { fixChecks } from "./fixChecks.ts";
import { keepMergeable } from "./keepMergeable.ts";
import { mergedDigest } from "./mergedDigest.ts";
import { nightlyReview } from "./nightlyReview.ts";
import { staleReport } from "./staleReport.ts";
import { templateFrom } from "./template.ts";

/** The automations that are worth having, in the order in which they are offered. */
export const templates = (): readonly AutomationTemplate[] =>
  [nightlyReview, keepMergeable, fixChecks, bugHunt, mergedDigest, dependencies, docsDrift, staleReport].map(
    templateFrom,
  );
