import { clsx } from "clsx";
import { X } from "lucide-react";
import { type ComponentType, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { RulesPage } from "../rules/RulesPage.tsx";
import { AboutPage } from "./AboutPage.tsx";
import { AgentPage } from "./AgentPage.tsx";
import { AppearancePage, NotificationsPage } from "./AppearancePage.tsx";
import { DataPage } from "./DataPage.tsx";
import { KeyboardPage } from "./KeyboardPage.tsx";
import { MachinePage } from "./MachinePage.tsx";
import { ModelsPage } from "./ModelsPage.tsx";
import { NewThreadsPage } from "./NewThreadsPage.tsx";
import { type SettingsPage, settingsPages } from "./pages.ts";
import { SkillsPage } from "./SkillsPage.tsx";
import { UsagePage } from "./UsagePage.tsx";
import { VoicePage } from "./VoicePage.tsx";

const bodies: Readonly<Record<SettingsPage, ComponentType>> = {
  Appearance: AppearancePage,
  "Model access": ModelsPage,
  "New threads": NewThreadsPage,
  Machine: MachinePage,
  Agent: AgentPage,
  Skills: SkillsPage,
  Usage: UsagePage,
  Rules: RulesPage,
  Notifications: NotificationsPage,
  Voice: VoicePage,
  Keyboard: KeyboardPage,
  Data: DataPage,
  About: AboutPage,
};

/** The file that holds what is set on a page. */
const files: Readonly<Partial<Record<SettingsPage, string>>> = {
  ...Object.fromEntries(settingsPages.map(({ name }) => [name, "config.toml"])),
  Skills: undefined,
  Rules: "rules/*.toml",
  Data: undefined,
  About: undefined,
};

/** Every setting, a page for what belongs together. */
export function SettingsDialog({
  page: first = "Appearance",
  onClose,
}: {
  readonly page?: SettingsPage | undefined;
  readonly onClose: () => void;
}) {
  const { settings } = useApp();
  const problems = useSelect(settings, (state) => state.problems);
  const [name, setName] = useState<SettingsPage>(first);
  const Body = bodies[name];
  const file = files[name];
  return (
    <Dialog
      open
      onClose={onClose}
      label="Settings"
      className="grid h-[620px] w-[880px] grid-cols-[196px_minmax(0,1fr)] grid-rows-[minmax(0,1fr)]"
    >
      <nav aria-label="Pages" className="border-r border-line bg-frame px-2 py-2.5">
        {settingsPages.map((page) => (
          <button
            key={page.name}
            type="button"
            aria-current={page.name === name ? "page" : undefined}
            onClick={() => setName(page.name)}
            className={clsx(
              "flex h-7 w-full items-center gap-2 rounded-2 px-2",
              page.name === name ? "bg-selected font-medium text-text-1" : "text-text-2 hover:bg-hover",
            )}
          >
            <Icon of={page.icon} className={page.name === name ? "text-text-1" : undefined} />
            {page.name}
          </button>
        ))}
      </nav>
      <div className="flex min-h-0 flex-col px-6">
        <header className="flex h-13 shrink-0 items-center gap-3">
          <h2 className="flex-1 text-head font-strong tracking-[-0.01em]">{name}</h2>
          {file !== undefined && <span className="text-micro text-text-3">{file}</span>}
          <IconButton label="Close" icon={X} size="small" onClick={onClose} />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto pb-6">
          {problems.length > 0 && (
            <ul role="alert" className="mb-3 rounded-3 border border-line px-3 py-2 text-small text-text-2">
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          )}
          <Body />
        </div>
      </div>
    </Dialog>
  );
}
