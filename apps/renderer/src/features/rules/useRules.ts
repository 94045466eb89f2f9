import type { RulesEvent } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { follow } from "../../feed/follow.ts";

/** All rules, as long as somebody looks at them. Undefined until they were read. */
export function useRules(): RulesEvent | undefined {
  const { client, connection } = useApp();
  const [rules, setRules] = useState<RulesEvent>();
  useEffect(() => {
    const stop = new AbortController();
    void follow<RulesEvent>({
      connection,
      signal: stop.signal,
      open: (signal) => client.rules.watch({}, { signal }),
      onEvent: setRules,
    });
    return () => stop.abort();
  }, [client, connection]);
  return rules;
}
