import type { ThreadId } from "@flightdeck/contract";
import { Accessibility, AArrowDown, AArrowUp, Check, Dot, ListTodo } from "lucide-react";
import type { ReactElement } from "react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { Menu, MenuItem, MenuNote, MenuSeparator } from "../../ui/Menu.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { useActions } from "../layout/actions.ts";

const readings = [
  ["ask", "Asks each time"],
  ["allow", "May read them"],
  ["never", "May not read them"],
] as const;

/** How terminals look, and whether the thread's agent may read them. */
export function TerminalMenu({ threadId, trigger }: { readonly threadId: ThreadId; readonly trigger: ReactElement }) {
  const { client, settings } = useApp();
  const { openProjectActions } = useActions();
  const reading = useThread(threadId, (thread) => thread.settings.terminals ?? "ask") ?? "ask";
  const looks = useSelect(settings, (state) => state.settings?.terminal);
  const failed = useFailed();
  const look = (change: Partial<NonNullable<typeof looks>>) =>
    void client.settings.update({ terminal: change }).catch(failed);
  const size = looks?.fontSize ?? 12;
  return (
    <Menu trigger={trigger}>
      <MenuNote>The agent of this thread</MenuNote>
      {readings.map(([value, words]) => (
        <MenuItem
          key={value}
          icon={reading === value ? Check : Dot}
          onSelect={() => void client.threads.configure({ threadId, settings: { terminals: value } }).catch(failed)}
        >
          {words}
          {reading === value && <span className="sr-only"> (chosen)</span>}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon={ListTodo} onSelect={openProjectActions}>
        Project actions…
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={AArrowUp} disabled={size >= 32} onSelect={() => look({ fontSize: Math.min(32, size + 1) })}>
        Larger letters
      </MenuItem>
      <MenuItem icon={AArrowDown} disabled={size <= 8} onSelect={() => look({ fontSize: Math.max(8, size - 1) })}>
        Smaller letters
      </MenuItem>
      <MenuItem icon={Accessibility} onSelect={() => look({ screenReader: looks?.screenReader !== true })}>
        {looks?.screenReader === true ? "Turn screen reader mode off" : "Turn screen reader mode on"}
      </MenuItem>
    </Menu>
  );
}
