import { Clock, FileStack, Pause, Play, Plus, Power, Save } from "lucide-react";
import { openAutomations } from "../automations/open.ts";
import { toggleView } from "../layout/store.ts";
import type { Act } from "./act.ts";

const group = "Automations";

/** What is done about work that runs without being asked. */
export const automationActs: readonly Act[] = [
  {
    id: "automations",
    title: "Automations",
    group,
    icon: Clock,
    words: ["schedule", "cron", "triggers", "nightly"],
    keys: ["Alt+T"],
    run: ({ app }) => app.layout.update((state) => toggleView(state, "automations")),
  },
  {
    id: "new-automation",
    title: "New automation",
    group,
    icon: Plus,
    words: ["schedule", "cron", "trigger", "webhook"],
    keys: ["Alt+Shift+T"],
    run: ({ app }) => openAutomations(app, { at: "new" }),
  },
  {
    id: "automation-templates",
    title: "Templates of automations",
    group,
    icon: FileStack,
    words: ["gallery", "examples"],
    run: ({ app }) => openAutomations(app, { at: "templates" }),
  },
  {
    id: "pause-automations",
    title: "Pause all automations",
    group,
    icon: Pause,
    words: ["stop", "resume", "hold"],
    when: ({ app }) => app.automations.getState().rows.size > 0,
    checked: ({ app }) => app.automations.getState().allPaused,
    run: ({ app, failed }) =>
      void app.client.automations.setAllPaused({ paused: !app.automations.getState().allPaused }).catch(failed),
  },
  { id: "run-automation", title: "Run this automation now", group, icon: Play },
  { id: "pause-automation", title: "Switch this automation on or off", group, icon: Power, words: ["pause", "resume"] },
  { id: "save-automation", title: "Save this automation", group, icon: Save, keys: ["Mod+S"] },
];
