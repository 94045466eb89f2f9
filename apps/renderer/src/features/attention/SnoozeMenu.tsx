import { AlarmClock, AlarmClockOff } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Menu, MenuItem, MenuNote } from "../../ui/Menu.tsx";
import { clock, useNow } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import type { Entry } from "./entries.ts";
import { snoozeTimes } from "./snoozeTimes.ts";

/** Puts entries off and brings them back. Nothing is answered by it. */
export function useSnooze(): {
  readonly snooze: (entry: Pick<Entry, "key" | "threadId">, until: number) => void;
  readonly wake: (entry: Pick<Entry, "key">) => void;
} {
  const { client } = useApp();
  const failed = useFailed();
  return {
    snooze: ({ key, threadId }, until) => void client.attention.snooze({ key, threadId, until }).catch(failed),
    wake: ({ key }) => void client.attention.wake({ key }).catch(failed),
  };
}

/** See it later: for how long, or, where it is put off already, at once. */
export function SnoozeMenu({ entry }: { readonly entry: Pick<Entry, "key" | "threadId"> }) {
  const { rollUp } = useApp();
  const until = useSelect(rollUp, ({ entries }) =>
    entries.snoozed.some(({ key }) => key === entry.key) ? entries.until.get(entry.key) : undefined,
  );
  const { snooze, wake } = useSnooze();
  const now = useNow();
  if (until !== undefined) {
    return (
      <Button variant="plain" icon={AlarmClockOff} onClick={() => wake(entry)}>
        Wake
      </Button>
    );
  }
  return (
    <Menu
      trigger={
        <Button variant="plain" icon={AlarmClock} hint="H">
          Snooze
        </Button>
      }
    >
      <MenuNote>It goes on waiting, unanswered.</MenuNote>
      {snoozeTimes(now).map(({ words, at }) => (
        <MenuItem key={words} icon={AlarmClock} hint={clock(at)} onSelect={() => snooze(entry, at)}>
          {words}
        </MenuItem>
      ))}
    </Menu>
  );
}
