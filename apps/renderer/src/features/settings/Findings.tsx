import type { Finding, SystemInfo } from "@flightdeck/contract";
import { Check, Minus, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";

const marks: Record<Finding["state"], { readonly icon: typeof Check; readonly colour: string; readonly word: string }> =
  {
    ok: { icon: Check, colour: "text-green", word: "found" },
    limited: { icon: Minus, colour: "text-text-3", word: "limited" },
    missing: { icon: X, colour: "text-red", word: "missing" },
  };

const names: Record<Finding["name"], string> = {
  git: "git",
  sandbox: "Sandbox",
  "model access": "Model access",
  home: "Home",
  electron: "Electron",
  display: "Display",
};

/** What the host knows of itself and its machine, read anew with each connection and each look for model servers. */
export function useSystemInfo(): SystemInfo | undefined {
  const { client, connection, models } = useApp();
  const epoch = useSelect(connection, (state) => state.epoch);
  const looking = useSelect(models, (state) => state.looking);
  const [info, setInfo] = useState<SystemInfo>();
  useEffect(() => {
    const life = new AbortController();
    client.system.info({}, { signal: life.signal }).then(setInfo, () => {}); // shown once there is an answer
    return () => life.abort();
  }, [client, epoch, looking]);
  return info;
}

/** What this machine has of what Flightdeck needs, and how to get the rest; briefly, only what cannot be done without. */
export function Findings({ brief = false }: { readonly brief?: boolean }) {
  const info = useSystemInfo();
  return (
    <ul aria-label="This machine">
      {info?.findings.map((finding) => {
        const { icon, colour, word } = marks[finding.state];
        return (
          <li
            key={finding.name}
            className="grid grid-cols-[16px_84px_minmax(0,1fr)] items-start gap-x-2 py-1 text-small"
          >
            <span role="img" aria-label={word} className="pt-px">
              <Icon of={icon} size={14} className={colour} />
            </span>
            <span className="text-text-2">{names[finding.name]}</span>
            <span className="min-w-0 text-text-3">
              <span className={brief ? "block truncate" : "block break-words"} title={finding.found}>
                {finding.found}
              </span>
              {finding.fix !== undefined && (!brief || finding.state === "missing") && (
                <span className="mt-0.5 block break-words text-text-2">{finding.fix}</span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
