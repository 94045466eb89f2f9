import type { ThreadSettings } from "@flightdeck/contract";
import { Bot, Compass, Gauge, Shield } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { modelChoices } from "../models/words.ts";
import { permissionChoices, permissionsOf, permissionValue } from "./permissions.ts";
import type { SlashCommand } from "./suggestions/commandSource.ts";

/** The commands that say how the agent works: its model and effort, its mode, its permissions. */
export function useSettingsCommands(
  settings: ThreadSettings | undefined,
  onChange: (change: Partial<ThreadSettings>) => void,
): readonly SlashCommand[] {
  const { models, settings: kept } = useApp();
  const list = useSelect(models, (state) => state.models);
  const providers = useSelect(models, (state) => state.providers);
  const profiles = useSelect(kept, (state) => state.settings?.profiles);
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  return useMemo(() => {
    if (settings === undefined) return [];
    const set = (next: Partial<ThreadSettings>) => () => change.current(next);
    const known = list.find(({ id }) => id === settings.model);
    const effort = settings.effort ?? known?.defaultEffort;
    const permissions = permissionValue(settings, profiles);
    const planning = settings.mode === "plan";
    return [
      {
        name: "plan",
        icon: Compass,
        about: planning ? "Leave plan mode" : "Plan before the work",
        run: set({ mode: planning ? "act" : "plan" }),
      },
      {
        name: "model",
        icon: Bot,
        about: `Choose who works, now ${known?.name ?? settings.model}`,
        choices: modelChoices(list, providers).map(({ value, label, description }) => ({
          key: value,
          label,
          about: description,
          chosen: value === settings.model,
          run: set({ model: value, effort: undefined }),
        })),
      },
      ...(known === undefined || known.efforts.length === 0
        ? []
        : [
            {
              name: "effort",
              icon: Gauge,
              about: `How hard it thinks, now ${effort}`,
              choices: known.efforts.map((value) => ({
                key: value,
                label: value,
                chosen: value === effort,
                run: set({ effort: value }),
              })),
            },
          ]),
      {
        name: "permissions",
        icon: Shield,
        about: "What the agent may do by itself",
        choices: permissionChoices(settings, profiles).map((choice) => ({
          key: choice.value,
          label: choice.label,
          about: choice.description,
          chosen: choice.value === permissions,
          run: set(permissionsOf(choice)),
        })),
      },
    ];
  }, [settings, list, providers, profiles]);
}
