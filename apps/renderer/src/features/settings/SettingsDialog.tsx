import { X } from "lucide-react";
import { type ComponentType, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { RulesPage } from "../rules/RulesPage.tsx";
import { WorktreesPage } from "../worktrees/index.ts";
import { AboutPage } from "./AboutPage.tsx";
import { AgentPage } from "./AgentPage.tsx";
import { AppearancePage } from "./AppearancePage.tsx";
import { AutomationsPage } from "./AutomationsPage.tsx";
import { DataPage } from "./DataPage.tsx";
import { type SettingField, settingFields } from "./fields.ts";
import { GitPage } from "./GitPage.tsx";
import { KeyboardPage } from "./KeyboardPage.tsx";
import { MachinePage } from "./MachinePage.tsx";
import { ModelsPage } from "./ModelsPage.tsx";
import { NewThreadsPage } from "./NewThreadsPage.tsx";
import { NotificationsPage } from "./NotificationsPage.tsx";
import { type SettingsPage, settingsPages } from "./pages.ts";
import { ReviewPage } from "./ReviewPage.tsx";
import { hasField, type Refusal, RefusalsProvider } from "./Setting.tsx";
import { SettingsNav } from "./SettingsNav.tsx";
import { SkillsPage } from "./SkillsPage.tsx";
import type { SettingsState } from "./store.ts";
import { UsagePage } from "./UsagePage.tsx";
import { VoicePage } from "./VoicePage.tsx";

const bodies: Readonly<Record<SettingsPage, ComponentType>> = {
  Appearance: AppearancePage,
  "Model access": ModelsPage,
  "New threads": NewThreadsPage,
  Machine: MachinePage,
  Automations: AutomationsPage,
  Agent: AgentPage,
  Git: GitPage,
  Review: ReviewPage,
  Skills: SkillsPage,
  Usage: UsagePage,
  Rules: RulesPage,
  Notifications: NotificationsPage,
  Voice: VoicePage,
  Keyboard: KeyboardPage,
  Worktrees: WorktreesPage,
  Data: DataPage,
  About: AboutPage,
};

/** The file that holds what is set on a page. */
const files: Readonly<Partial<Record<SettingsPage, string>>> = {
  ...Object.fromEntries(settingsPages.map(({ name }) => [name, "config.toml"])),
  Skills: undefined,
  Rules: "rules/*.toml",
  Worktrees: undefined,
  Data: undefined,
  About: undefined,
};

/** Every setting, a page for what belongs together. */
export function SettingsDialog({
  page: first = "Appearance",
  field,
  onClose,
}: {
  readonly page?: SettingsPage | undefined;
  /** The one that is looked for. */
  readonly field?: SettingField | undefined;
  readonly onClose: () => void;
}) {
  const { client, settings } = useApp();
  const problems = useSelect(settings, (state) => state.problems);
  const changed = useSelect(settings, changedFields);
  const [name, setName] = useState<SettingsPage>(first);
  const [target, setTarget] = useState(field);
  const [refused, refuse] = useState<Refusal>();
  const failed = useFailed();
  const body = useRef<HTMLDivElement>(null);
  const Body = bodies[name];
  const file = files[name];
  useEffect(() => {
    // It may be edited by hand meanwhile, here or elsewhere.
    const reload = () => void client.settings.reload({}).catch(() => {});
    reload();
    window.addEventListener("focus", reload);
    return () => window.removeEventListener("focus", reload);
  }, [client]);
  const refusals = useMemo(() => ({ refused, refuse }), [refused]);
  const turnTo = (page: SettingsPage, field?: SettingField) => {
    setName(page);
    setTarget(field && { ...field });
    refuse(undefined);
  };
  const whole = problems.filter(({ path }) => !hasField(path.join(".")));
  return (
    <Dialog
      open
      onClose={onClose}
      label="Settings"
      className="grid h-[620px] w-[880px] grid-cols-[196px_minmax(0,1fr)] grid-rows-[minmax(0,1fr)]"
    >
      <SettingsNav page={name} onPage={turnTo} onField={(field) => turnTo(field.page, field)} />
      <div className="flex min-h-0 flex-col">
        <header className="flex h-13 shrink-0 items-center gap-3 px-6">
          <h2 className="flex-1 text-head font-strong tracking-[-0.01em]">{name}</h2>
          {file !== undefined && <span className="text-micro text-text-3">{file}</span>}
          <IconButton label="Close" icon={X} size="small" onClick={onClose} />
        </header>
        <div ref={body} className="min-h-0 flex-1 overflow-y-auto px-6 pb-6">
          {whole.length > 0 && (
            <ul role="alert" className="mb-3 rounded-3 border border-line px-3 py-2 text-small text-text-2">
              {whole.map(({ path, message }) => (
                <li key={`${path.join(".")} ${message}`}>
                  {path.length > 0 && <code>{path.join(".")}</code>} {message}
                </li>
              ))}
            </ul>
          )}
          <RefusalsProvider value={refusals}>
            <Body />
            <Found field={target} body={body} />
          </RefusalsProvider>
        </div>
        <footer className="flex h-10 shrink-0 items-center gap-2 border-t border-line px-6 text-small text-text-3">
          <span className="flex-1">
            {changed === 0
              ? "Everything is at its default"
              : changed === 1
                ? "1 setting differs from its default"
                : `${changed} settings differ from their defaults`}
          </span>
          <Button size="small" onClick={() => void client.settings.openFile({}).catch(failed)}>
            Open config.toml
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

/** Shows the field that is looked for, and gives it the keys. It stands in the dialog: outside, that is not there yet. */
function Found({
  field,
  body,
}: {
  readonly field: SettingField | undefined;
  readonly body: RefObject<HTMLElement | null>;
}) {
  useEffect(() => {
    const [path = ""] = field?.paths ?? [];
    const row = body.current?.querySelector<HTMLElement>(`[data-setting~="${CSS.escape(path)}"]`);
    if (field === undefined || !row) return;
    row.dataset.found = "";
    row.scrollIntoView({ block: "center" });
    row.querySelector<HTMLElement>("input, select, textarea, [role=combobox], button")?.focus();
    return () => {
      delete row.dataset.found;
    };
  }, [field, body]);
  return null;
}

const changedFields = ({ origins }: SettingsState): number =>
  settingFields.filter(({ paths }) => paths.some((path) => origins[path] === "config.toml")).length;
