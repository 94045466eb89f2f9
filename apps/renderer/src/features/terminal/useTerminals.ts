import type { Terminal, TerminalListEvent, ThreadId } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { follow } from "../../feed/follow.ts";

/** A thread's terminals while somebody looks at them. Undefined until they were told. */
export function useTerminals(threadId: ThreadId): readonly Terminal[] | undefined {
  const { client, connection } = useApp();
  const [terminals, setTerminals] = useState<readonly Terminal[]>();
  useEffect(() => {
    const stop = new AbortController();
    void follow<TerminalListEvent>({
      connection,
      signal: stop.signal,
      open: (signal) => client.terminals.watchList({ threadId }, { signal }),
      onEvent: (event) => setTerminals(event.terminals),
    });
    return () => stop.abort();
  }, [client, connection, threadId]);
  return terminals;
}
