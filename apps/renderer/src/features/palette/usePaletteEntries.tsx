import { GraduationCap, type LucideIcon, Play, Settings2, SquarePen } from "lucide-react";
import type { ReactNode } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { glyphOf, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { allActs, hintOf, keyMap, platformOf, useActRunner } from "../acts/index.ts";
import { iconOf, runAction, useProjectActions } from "../actions/index.ts";
import { runAutomation } from "../automations/open.ts";
import { useSettingsCommands } from "../composer/useSettingsCommands.ts";
import { usable } from "../composer/skillNames.ts";
import { useSkills } from "../composer/useSkills.ts";
import { useActions } from "../layout/actions.ts";
import { frontThread, openBeside, openNew, openThread } from "../layout/store.ts";
import { settingFields } from "../settings/fields.ts";
import { settingsPages } from "../settings/pages.ts";
import type { Entry } from "./entries.ts";

/** A line of the palette as it is drawn and done. */
export interface PaletteEntry extends Entry {
  readonly icon: ReactNode;
  readonly note?: string;
  readonly hint?: string;
  readonly run: () => void;
  /** For a thread: beside what is shown. */
  readonly beside?: () => void;
}

/** Everything there is to go to and to do: acts, threads, projects, how the thread in front works, skills and settings. */
export function usePaletteEntries(): readonly PaletteEntry[] {
  const app = useApp();
  const { rows, projects, layout, settings, boxes } = app;
  const list = useSelect(rows, (state) => state.rows);
  const names = useSelect(projects, (state) => state.projects);
  const front = useSelect(layout, frontThread);
  const automations = useSelect(app.automations, (state) => state.rows);
  const keys = useSelect(settings, (state) => state.settings?.keys);
  const { openSettings } = useActions();
  const runner = useActRunner();
  const failed = useFailed();
  const projectId = front && list.get(front)?.projectId;
  const skills = useSkills(projectId, true);
  const actions = useProjectActions(projectId)?.actions ?? [];

  const open = front && app.threads.store(front).getState();
  const configured = useSettingsCommands(open?.state === "ready" ? open.thread.settings : undefined, (change) => {
    if (front !== undefined) void app.client.threads.configure({ threadId: front, settings: change }).catch(failed);
  });

  const hints = keyMap(allActs, keys, platformOf(app));
  const sign = (icon: LucideIcon) => <Icon of={icon} />;
  const acts = allActs
    .filter((act) => act.hidden !== true && runner.can(act))
    .map((act): PaletteEntry => {
      const [chord] = hints.get(act.id) ?? [];
      return {
        key: `act:${act.id}`,
        group: act.group === "Threads" ? "New thread" : act.group,
        title: act.title,
        words: act.words,
        icon: sign(act.icon),
        note: onOrOff(runner.checked(act)),
        hint: chord === undefined ? undefined : hintOf(chord),
        run: () => runner.run(act),
      };
    });
  const threads = [...list.values()]
    .filter((row) => !row.archived)
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .map(
      (row): PaletteEntry => ({
        key: `thread:${row.id}`,
        group: "Threads",
        title: visibleName(row.title),
        icon: <StatusGlyph status={glyphOf(row.status, row.unread)} named className="mx-px" />,
        note: names.find(({ id }) => id === row.projectId)?.name,
        run: () => layout.update((state) => openThread(state, row.id)),
        beside: () => layout.update((state) => openBeside(state, row.id)),
      }),
    );
  const starts = names.map(
    (project): PaletteEntry => ({
      key: `new:${project.id}`,
      group: "New thread",
      title: `New thread in ${visibleName(project.name)}`,
      icon: sign(SquarePen),
      run: () => layout.update((state) => openNew(state, project.id)),
    }),
  );
  const named = front === undefined ? [] : usable(skills);
  const inserts = named.map(
    ({ name, description }): PaletteEntry => ({
      key: `skill:${name}`,
      group: "Skills",
      title: `$${name}`,
      words: [description],
      icon: sign(GraduationCap),
      note: description,
      run: () => {
        const box = front && boxes.find(front);
        if (!box) return;
        box.insertText(`$${name} `);
        box.focus();
      },
    }),
  );
  const runs = actions
    .filter(({ problem }) => problem === undefined)
    .map(
      ({ id, name, icon }): PaletteEntry => ({
        key: `action:${projectId}:${id}`,
        group: "This thread",
        title: `Run ${visibleName(name)}`,
        words: ["project action"],
        icon: sign(iconOf(icon)),
        run: () => front && void runAction(app, front, id).catch(failed),
      }),
    );
  const automated = [...automations.values()].map(
    (automation): PaletteEntry => ({
      key: `automation:${automation.id}`,
      group: "Automations",
      title: `Run ${visibleName(automation.name)}`,
      words: ["automation now"],
      onlyFound: true,
      icon: sign(Play),
      note: visibleName(automation.words),
      run: () => void runAutomation(app, automation).catch(failed),
    }),
  );
  const worksBy = configured.flatMap(({ name, icon, about, choices = [] }) =>
    choices.map(
      (choice): PaletteEntry => ({
        key: `set:${name}:${choice.key}`,
        group: "This thread",
        title: `${capital(name)}: ${choice.label}`,
        words: [about],
        onlyFound: true,
        icon: sign(icon),
        note: choice.chosen === true ? "now" : undefined,
        run: choice.run,
      }),
    ),
  );
  const pages = settingsPages.map(
    ({ name, icon, words }): PaletteEntry => ({
      key: `settings:${name}`,
      group: "Settings",
      title: `Settings: ${name}`,
      words,
      icon: sign(icon),
      run: () => openSettings(name),
    }),
  );
  const fields = settingFields.map(
    (field): PaletteEntry => ({
      key: `setting:${field.paths.join()}`,
      group: "Settings",
      title: `Settings: ${field.page}, ${field.name}`,
      words: [field.words, ...field.paths],
      onlyFound: true,
      icon: sign(Settings2),
      run: () => openSettings(field.page, field),
    }),
  );
  return [...acts, ...runs, ...automated, ...worksBy, ...threads, ...starts, ...inserts, ...pages, ...fields];
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const onOrOff = (checked: boolean | undefined): string | undefined =>
  checked === undefined ? undefined : checked ? "on" : "off";
