import { useApp } from "../../app.tsx";
import { Findings, useSystemInfo } from "./Findings.tsx";
import { Setting } from "./Setting.tsx";

export function AboutPage() {
  const { shell } = useApp();
  const info = useSystemInfo();
  return (
    <>
      <Setting
        name="Flightdeck"
        note={info === undefined ? undefined : `Host process ${info.pid} on ${info.platform}`}
        control={<span className="text-text-2 tabular-nums">{info?.version}</span>}
      />
      {shell !== undefined && (
        <Setting
          name="Shell"
          control={
            <span className="text-small text-text-2">
              Electron {shell.versions.electron}, Chromium {shell.versions.chrome}
            </span>
          }
        />
      )}
      <Setting name="This machine">
        <Findings />
      </Setting>
    </>
  );
}
