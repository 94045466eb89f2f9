import type { ThreadId } from "@flightdeck/contract";
import { Clock } from "lucide-react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { openAutomations } from "./open.ts";

/** Leads from the thread of a run to its automation, while there is one. */
export function AutomationMark({ threadId }: { readonly threadId: ThreadId }) {
  const app = useApp();
  const id = useRow(threadId)?.automation?.id;
  const name = useSelect(app.automations, ({ rows }) => (id === undefined ? undefined : rows.get(id)?.name));
  if (id === undefined || name === undefined) return null;
  return (
    <IconButton
      label={`Show the automation ${visibleName(name)}`}
      icon={Clock}
      size="small"
      onClick={() => openAutomations(app, { at: "one", automationId: id })}
    />
  );
}
