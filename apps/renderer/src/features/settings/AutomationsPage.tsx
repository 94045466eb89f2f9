import type { AutomationSettings, SettingsUpdate } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";
import { Checkbox, Segmented } from "../../ui/Field.tsx";
import { NumberField } from "./NumberField.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

const closings: readonly { readonly value: AutomationSettings["background"]; readonly label: string }[] = [
  { value: "ask", label: "Ask" },
  { value: "on", label: "Go on" },
  { value: "off", label: "Quit" },
];

/** How automations go on beside the window, and how many of them at once. */
export function AutomationsPage() {
  const { settings } = useApp();
  const kept = useSelect(settings, (state) => state.settings?.automations);
  const { update, note } = useSettingsUpdate();
  if (kept === undefined) return null;
  const change = (automations: NonNullable<SettingsUpdate["automations"]>) => update({ automations });
  return (
    <>
      {note}
      <Setting
        path="automations.background"
        name="When the last window closes"
        note="Automations go on in the background, with a sign near the clock, or they stop with Flightdeck, and what comes due meanwhile is caught up or recorded as missed. Asked once, when some are on."
        control={
          <Segmented
            label="When the last window closes"
            value={kept.background}
            choices={closings}
            onChange={(background) => change({ background })}
          />
        }
      />
      <Setting
        path="automations.login"
        name="Start with the machine"
        note="The desktop app starts when you log in, without a window, so that nothing is missed. Without the desktop app: flightdeck serve --install."
        control={
          <Checkbox checked={kept.login} onChange={(login) => change({ login })}>
            On
          </Checkbox>
        }
      />
      <Setting
        path="automations.awake"
        name="Keep the machine awake"
        note="While a run is at work, and no longer. The screen may still turn off."
        control={
          <Checkbox checked={kept.awake} onChange={(awake) => change({ awake })}>
            On
          </Checkbox>
        }
      />
      <Setting
        path="automations.atOnce"
        name="Runs at once"
        note="Over all automations. Others wait for their turn; none is lost."
        control={<NumberField label="Runs at once" value={kept.atOnce} onChange={(atOnce) => change({ atOnce })} />}
      />
      <Setting
        path="automations.spreadMinutes"
        name="Spread over"
        note="Runs due at the same time begin within so many minutes, each automation always at the same place in them. 0 starts them all at once."
        control={
          <NumberField
            label="Spread over, minutes"
            unit="min"
            value={kept.spreadMinutes}
            onChange={(spreadMinutes) => change({ spreadMinutes })}
          />
        }
      />
      <Setting
        path="automations.webhookPort"
        name="Port of webhooks"
        note="Where automations with a webhook are reached, from this machine alone. Nothing listens while none is on."
        control={
          <NumberField
            label="Port of webhooks"
            value={kept.webhookPort}
            onChange={(webhookPort) => change({ webhookPort })}
          />
        }
      />
    </>
  );
}
