import type { Settings } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Segmented } from "../../ui/Field.tsx";
import { EditorSetting } from "./EditorSetting.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

const themes: readonly { readonly value: Settings["theme"]; readonly label: string }[] = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

const paces = [
  { value: "flow", label: "Flow in" },
  { value: "at once", label: "As they come" },
] as const;

export function AppearancePage() {
  const { settings } = useApp();
  const theme = useSelect(settings, (state) => state.settings?.theme ?? "system");
  const pace = useSelect(settings, (state) => state.settings?.reading.pace ?? true);
  const { update, note } = useSettingsUpdate();
  return (
    <>
      {note}
      <Setting
        name="Theme"
        note="System follows what the rest of this machine does."
        control={
          <Segmented label="Theme" value={theme} choices={themes} onChange={(next) => update({ theme: next })} />
        }
      />
      <Setting
        name="Answers"
        note="Text that comes fast can flow in at a pace for the eye, never more than half a second behind. It never does where the system asks for reduced motion."
        control={
          <Segmented
            label="How answers appear"
            value={pace ? "flow" : "at once"}
            choices={paces}
            onChange={(next) => update({ reading: { pace: next === "flow" } })}
          />
        }
      />
      <EditorSetting />
    </>
  );
}

const notices: readonly { readonly value: Settings["notifications"]; readonly label: string }[] = [
  { value: "background", label: "When not in front" },
  { value: "never", label: "Never" },
];

export function NotificationsPage() {
  const { settings, shell } = useApp();
  const when = useSelect(settings, (state) => state.settings?.notifications ?? "background");
  const { update, note } = useSettingsUpdate();
  const [permission, setPermission] = useState(() => ("Notification" in window ? Notification.permission : "denied"));
  return (
    <>
      {note}
      <Setting
        name="Tell me"
        note="When a thread asks you something, fails or finishes, and it is not the one you look at."
        control={
          <Segmented
            label="Notifications"
            value={when}
            choices={notices}
            onChange={(next) => update({ notifications: next })}
          />
        }
      />
      {shell === undefined && when !== "never" && permission !== "granted" && (
        <Setting
          name="Permission of the browser"
          note={
            permission === "denied"
              ? "The browser blocks notifications of this page; its site settings can allow them."
              : "The browser asks once."
          }
          control={
            permission === "default" && (
              <Button onClick={() => void Notification.requestPermission().then(setPermission)}>Allow</Button>
            )
          }
        />
      )}
    </>
  );
}
