import type { ReasoningEffort, ThreadSettings } from "@flightdeck/contract";
import { Shield, ShieldAlert } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { KeyedSelect } from "./KeyedSelect.tsx";
import { modelChoices } from "../models/words.ts";
import { permissionChoices, permissionsOf, permissionValue } from "./permissions.ts";

interface Props {
  readonly settings: ThreadSettings;
  readonly onChange: (change: Partial<ThreadSettings>) => void;
  readonly look?: "pick" | "field";
  /** Whether the keys of the pickers mean these. */
  readonly keyed?: boolean;
}

/** Which model works, and how hard it thinks. */
export function ModelPick({ settings, onChange, look = "pick", keyed = false }: Props) {
  const { models } = useApp();
  const list = useSelect(models, (state) => state.models);
  const providers = useSelect(models, (state) => state.providers);
  const known = list.find((model) => model.id === settings.model);
  const choices = modelChoices(list, providers);
  const effort = settings.effort ?? known?.defaultEffort;
  return (
    <>
      <KeyedSelect
        act="choose-model"
        keyed={keyed}
        label="Model"
        look={look}
        chevron={look === "field" || known === undefined || known.efforts.length === 0}
        value={settings.model}
        choices={known === undefined ? [{ value: settings.model, label: settings.model }, ...choices] : choices}
        onChange={(model) => onChange({ model, effort: undefined })}
        onOpen={models.lookIfOld}
      />
      {known !== undefined && known.efforts.length > 0 && (
        <KeyedSelect<ReasoningEffort>
          act="choose-effort"
          keyed={keyed}
          label="Effort"
          look={look}
          className={look === "pick" ? "-ml-2 text-text-3!" : undefined}
          value={effort}
          choices={known.efforts.map((value) => ({ value, label: value }))}
          onChange={(value) => onChange({ effort: value })}
        />
      )}
    </>
  );
}

/** What the agent may do by itself. */
export function PermissionsPick({ settings, onChange, look = "pick", keyed = false }: Props) {
  const { settings: kept } = useApp();
  const profiles = useSelect(kept, (state) => state.settings?.profiles);
  const choices = permissionChoices(settings, profiles);
  const now = permissionValue(settings, profiles);
  const chosen = choices.find(({ value }) => value === now);
  const open = settings.sandbox === "full-access";
  return (
    <KeyedSelect
      act="choose-permissions"
      keyed={keyed}
      label="Permissions"
      look={look}
      value={now}
      show={look === "pick" ? <span className="@max-[520px]:sr-only">{chosen?.label}</span> : undefined}
      icon={look === "pick" && <Icon of={open ? ShieldAlert : Shield} size={14} />}
      choices={choices}
      onChange={(value) => {
        const chosen = choices.find((choice) => choice.value === value);
        if (chosen !== undefined) onChange(permissionsOf(chosen));
      }}
    />
  );
}
