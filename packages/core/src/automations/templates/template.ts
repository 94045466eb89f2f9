import { AutomationContent, type AutomationTemplate } from "@flightdeck/contract";
import type { z } from "zod";

/** A template as its file says it: what it does not say is as in the form. */
export interface TemplateSource extends Omit<AutomationTemplate, "content"> {
  readonly content: Omit<z.input<typeof AutomationContent>, "name" | "projects">;
}

/** The template as the gallery shows it; its automation is called as it is. */
export const templateFrom = ({ content, ...about }: TemplateSource): AutomationTemplate => ({
  ...about,
  content: AutomationContent.parse({ ...content, name: about.title }),
});
