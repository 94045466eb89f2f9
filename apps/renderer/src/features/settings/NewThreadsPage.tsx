import { useApp, useSelect } from "../../app.tsx";
import { Segmented } from "../../ui/Field.tsx";
import { ModelPick, PermissionsPick } from "../composer/Pickers.tsx";
import { startSettings } from "../newThread/settings.ts";
import { ProfileList } from "./ProfileList.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

const modes = [
  { value: "act", label: "Work" },
  { value: "plan", label: "Plan first" },
] as const;
const readings = [
  { value: "ask", label: "Ask" },
  { value: "allow", label: "May read" },
  { value: "never", label: "Never" },
] as const;

export function NewThreadsPage() {
  const { settings, models } = useApp();
  const kept = useSelect(settings, (state) => state.settings);
  const defaultModel = useSelect(models, (state) => state.defaultModel);
  const { update, note } = useSettingsUpdate();
  const now = startSettings(kept, defaultModel);
  return (
    <>
      {note}
      <Setting
        path={["thread.model", "thread.effort"]}
        name="Model"
        note="What a new thread starts with. Each thread can change it between turns."
        control={<ModelPick look="field" settings={now} onChange={(change) => update({ thread: change })} />}
      />
      <Setting
        path={["thread.sandbox", "thread.approval", "thread.profile", "thread.network", "thread.writable"]}
        name="Permissions"
        note="What commands may touch, and when you are asked. A worktree's git folder stays read-only in every mode but full access."
        control={<PermissionsPick look="field" settings={now} onChange={(change) => update({ thread: change })} />}
      />
      <Setting
        path="thread.mode"
        name="Mode"
        note="Whether an agent begins with the work or with a plan that you accept first."
        control={
          <Segmented
            label="Mode"
            value={kept?.thread.mode ?? "act"}
            choices={modes}
            onChange={(mode) => update({ thread: { mode } })}
          />
        }
      />
      <Setting
        path="thread.terminals"
        name="Terminals"
        note="Whether an agent may read the terminals of its thread."
        control={
          <Segmented
            label="Terminals"
            value={kept?.thread.terminals ?? "ask"}
            choices={readings}
            onChange={(terminals) => update({ thread: { terminals } })}
          />
        }
      />
      <ProfileList />
      <p className="border-t border-line pt-3 text-small text-pretty text-text-3">
        A repository can run a script in each new worktree and bring ignored files along: see <code>.flightdeck/</code>{" "}
        and <code>.worktreeinclude</code>.
      </p>
    </>
  );
}
