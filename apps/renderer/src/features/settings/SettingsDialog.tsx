import { clsx } from "clsx";
import {
  Bell,
  Bot,
  Coins,
  Cpu,
  Gauge,
  GraduationCap,
  HardDrive,
  Info,
  ListChecks,
  type LucideIcon,
  Mic,
  Shield,
  SunMoon,
  X,
} from "lucide-react";
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
import { MachinePage } from "./MachinePage.tsx";
import { ModelsPage } from "./ModelsPage.tsx";
import { NewThreadsPage } from "./NewThreadsPage.tsx";
import { SkillsPage } from "./SkillsPage.tsx";
import { UsagePage } from "./UsagePage.tsx";
import { VoicePage } from "./VoicePage.tsx";

interface Page {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly Body: ComponentType;
  /** The file that holds what is set there. */
  readonly file?: string;
}

const first: Page = { name: "Appearance", icon: SunMoon, Body: AppearancePage, file: "config.toml" };
const pages: readonly Page[] = [
  first,
  { name: "Model access", icon: Cpu, Body: ModelsPage, file: "config.toml" },
  { name: "New threads", icon: Shield, Body: NewThreadsPage, file: "config.toml" },
  { name: "Machine", icon: Gauge, Body: MachinePage, file: "config.toml" },
  { name: "Agent", icon: Bot, Body: AgentPage, file: "config.toml" },
  { name: "Skills", icon: GraduationCap, Body: SkillsPage },
  { name: "Voice", icon: Mic, Body: VoicePage, file: "config.toml" },
  { name: "Usage", icon: Coins, Body: UsagePage, file: "config.toml" },
  { name: "Rules", icon: ListChecks, Body: RulesPage, file: "rules/*.toml" },
  { name: "Notifications", icon: Bell, Body: NotificationsPage, file: "config.toml" },
  { name: "Data", icon: HardDrive, Body: DataPage },
  { name: "About", icon: Info, Body: AboutPage },
];

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const { settings } = useApp();
  const problems = useSelect(settings, (state) => state.problems);
  const [name, setName] = useState(first.name);
  const { Body, file } = pages.find((page) => page.name === name) ?? first;
  return (
    <Dialog
      open
      onClose={onClose}
      label="Settings"
      className="grid h-[620px] w-[880px] grid-cols-[196px_minmax(0,1fr)] grid-rows-[minmax(0,1fr)]"
    >
      <nav aria-label="Pages" className="border-r border-line bg-frame px-2 py-2.5">
        {pages.map((page) => (
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
