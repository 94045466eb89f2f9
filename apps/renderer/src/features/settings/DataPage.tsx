import { useSystemInfo } from "./Findings.tsx";
import { Setting } from "./Setting.tsx";

export function DataPage() {
  const info = useSystemInfo();
  return (
    <Setting
      name="Home"
      note="Threads, settings, kept files and worktrees. Nothing outside of it and your repositories is written."
      control={<code className="text-text-2">{info?.home}</code>}
    />
  );
}
