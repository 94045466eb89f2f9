import {
  Bell,
  Bot,
  CalendarClock,
  Coins,
  Cpu,
  FolderGit2,
  Gauge,
  GitBranch,
  GraduationCap,
  HardDrive,
  Info,
  Keyboard,
  ListChecks,
  type LucideIcon,
  Mic,
  ScanSearch,
  Shield,
  SunMoon,
} from "lucide-react";

interface PageName {
  readonly name: string;
  readonly icon: LucideIcon;
  /** Other words to find it by. */
  readonly words: readonly string[];
}

/** The pages of the settings, in their order. */
export const settingsPages = [
  { name: "Appearance", icon: SunMoon, words: ["theme", "dark", "light", "reading", "editor", "enter", "send"] },
  { name: "Model access", icon: Cpu, words: ["provider", "key", "endpoint", "local"] },
  { name: "New threads", icon: Shield, words: ["permissions", "sandbox", "profiles", "model"] },
  { name: "Machine", icon: Gauge, words: ["processor", "memory", "limits", "commands"] },
  {
    name: "Automations",
    icon: CalendarClock,
    words: ["background", "tray", "login", "schedule", "runs", "awake", "sleep"],
  },
  { name: "Agent", icon: Bot, words: ["personality", "instructions", "compact"] },
  { name: "Git", icon: GitBranch, words: ["commit", "branch", "message", "template", "pull request", "github"] },
  { name: "Review", icon: ScanSearch, words: ["reviewer", "findings", "second model", "automatic"] },
  { name: "Skills", icon: GraduationCap, words: ["skill"] },
  { name: "Usage", icon: Coins, words: ["cost", "tokens", "budget", "limit"] },
  { name: "Rules", icon: ListChecks, words: ["allow", "ask", "refuse"] },
  { name: "Notifications", icon: Bell, words: ["sounds", "tell me"] },
  { name: "Voice", icon: Mic, words: ["dictate", "microphone", "talk", "transcription"] },
  { name: "Keyboard", icon: Keyboard, words: ["shortcuts", "keys", "hotkeys"] },
  { name: "Worktrees", icon: FolderGit2, words: ["disk", "size", "clean up", "snapshots", "removed", "restore"] },
  { name: "Data", icon: HardDrive, words: ["home", "disk"] },
  { name: "About", icon: Info, words: ["version", "findings"] },
] as const satisfies readonly PageName[];

export type SettingsPage = (typeof settingsPages)[number]["name"];
