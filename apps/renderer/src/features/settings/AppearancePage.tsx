import type { Settings } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";
import { Checkbox, Segmented } from "../../ui/Field.tsx";
import { EditorSetting } from "./EditorSetting.tsx";
import { NumberField } from "./NumberField.tsx";
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

const sendKeys = [
  { value: "enter", label: "Enter" },
  { value: "mod-enter", label: "Ctrl or Cmd + Enter" },
] as const;

export function AppearancePage() {
  const { settings } = useApp();
  const theme = useSelect(settings, (state) => state.settings?.theme ?? "system");
  const pace = useSelect(settings, (state) => state.settings?.reading.pace ?? true);
  const terminal = useSelect(settings, (state) => state.settings?.terminal);
  const send = useSelect(settings, (state) => state.settings?.composer.send ?? "enter");
  const { update, note } = useSettingsUpdate();
  return (
    <>
      {note}
      <Setting
        path="theme"
        name="Theme"
        note="System follows what the rest of this machine does."
        control={
          <Segmented label="Theme" value={theme} choices={themes} onChange={(next) => update({ theme: next })} />
        }
      />
      <Setting
        path="reading.pace"
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
      <Setting
        path="composer.send"
        name="Send messages with"
        note="Shift + Enter breaks the line either way, Alt + Enter puts the message into the queue."
        control={
          <Segmented
            label="Send messages with"
            value={send}
            choices={sendKeys}
            onChange={(next) => update({ composer: { send: next } })}
          />
        }
      />
      <EditorSetting />
      <Setting
        path="terminal.fontSize"
        name="Letters in terminals"
        note="Their size in pixels, from 8 to 32."
        control={
          <NumberField
            label="Size of letters in terminals"
            unit="px"
            value={terminal?.fontSize ?? 12}
            onChange={(fontSize) => update({ terminal: { fontSize } })}
          />
        }
      />
      <Setting
        path="terminal.screenReader"
        name="Screen reader in terminals"
        note="Says aloud what is printed."
        control={
          <Checkbox
            checked={terminal?.screenReader ?? false}
            onChange={(screenReader) => update({ terminal: { screenReader } })}
          >
            On
          </Checkbox>
        }
      />
    </>
  );
}
