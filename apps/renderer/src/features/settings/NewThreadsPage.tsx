import { useApp, useSelect } from "../../app.tsx";
import { ModelPick, PermissionsPick } from "../composer/Pickers.tsx";
import { startSettings } from "../newThread/settings.ts";
import { ProfileList } from "./ProfileList.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

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
        name="Model"
        note="What a new thread starts with. Each thread can change it between turns."
        control={<ModelPick look="field" settings={now} onChange={(change) => update({ thread: change })} />}
      />
      <Setting
        name="Permissions"
        note="What commands may touch, and when you are asked. A worktree's git folder stays read-only in every mode but full access."
        control={<PermissionsPick look="field" settings={now} onChange={(change) => update({ thread: change })} />}
      />
      <ProfileList />
      <p className="border-t border-line pt-3 text-small text-pretty text-text-3">
        A repository can run a script in each new worktree and bring ignored files along: see <code>.flightdeck/</code>{" "}
        and <code>.worktreeinclude</code>.
      </p>
    </>
  );
}
