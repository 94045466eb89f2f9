import type { AutomationRow } from "@flightdeck/contract";
import type { App } from "../../app.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import type { AutomationsPlace } from "./place.ts";

/** Shows the automations, or a place among them. */
export function openAutomations(
  { automationsPlace, layout }: Pick<App, "automationsPlace" | "layout">,
  place?: AutomationsPlace,
): void {
  if (place !== undefined) automationsPlace.go(place);
  layout.update((state) => (state.view === "automations" ? state : { ...state, view: "automations" }));
}

/** Runs one now, from anywhere, and says so. */
export async function runAutomation(
  app: Pick<App, "automationsPlace" | "layout" | "client" | "toasts">,
  { id, name }: Pick<AutomationRow, "id" | "name">,
): Promise<void> {
  await app.client.automations.run({ automationId: id });
  app.toasts.add({
    tone: "plain",
    title: `${visibleName(name)} runs now`,
    action: { label: "Show", run: () => openAutomations(app, { at: "one", automationId: id }) },
  });
}
