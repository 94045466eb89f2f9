import { useEffect, useState } from "react";
import { Select } from "../../ui/Select.tsx";
import { chooseMicrophone, chosenMicrophone } from "../voice/index.ts";
import { Setting } from "./Setting.tsx";

interface Device {
  readonly deviceId: string;
  readonly label: string;
}

/** Which microphone this machine listens to. */
export function MicrophonePick() {
  const [chosen, setChosen] = useState(() => chosenMicrophone(window.localStorage));
  const devices = useMicrophones();
  const known = devices.some(({ deviceId }) => deviceId === chosen) ? chosen : undefined;
  return (
    <Setting
      name="Microphone"
      note={
        devices.some(({ label }) => label !== "")
          ? "Of this machine. Where the chosen one is not connected, the system's is used."
          : "Their names are shown once Flightdeck may use the microphone: dictate once."
      }
      control={
        <Select
          label="Microphone"
          className="max-w-64"
          value={known ?? "system"}
          choices={[
            { value: "system", label: "The system's" },
            ...devices.map(({ deviceId, label }, index) => ({
              value: deviceId,
              label: label || `Microphone ${index + 1}`,
            })),
          ]}
          onChange={(value) => {
            const next = value === "system" ? undefined : value;
            chooseMicrophone(window.localStorage, next);
            setChosen(next);
          }}
        />
      }
    />
  );
}

function useMicrophones(): readonly Device[] {
  const [devices, setDevices] = useState<readonly Device[]>([]);
  useEffect(() => {
    const media = (navigator as Partial<Navigator>).mediaDevices; // absent where the page is not secure
    if (media === undefined) return;
    let gone = false;
    const look = () =>
      void media.enumerateDevices().then(
        (found) => {
          const inputs = found.filter(
            ({ kind, deviceId }) => kind === "audioinput" && deviceId !== "" && deviceId !== "default",
          );
          if (!gone) setDevices(inputs.map(({ deviceId, label }) => ({ deviceId, label })));
        },
        () => {}, // then there is the system's alone
      );
    look();
    media.addEventListener("devicechange", look);
    return () => {
      gone = true;
      media.removeEventListener("devicechange", look);
    };
  }, []);
  return devices;
}
