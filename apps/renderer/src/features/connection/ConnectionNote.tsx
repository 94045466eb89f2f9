import { Unplug } from "lucide-react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";

/** A quiet line while there is no host: what is on screen stays, and goes on by itself. */
export function ConnectionNote() {
  const { connection } = useApp();
  const lost = useSelect(connection, (state) => state.state === "lost");
  if (!lost) return null;
  return (
    <p
      role="status"
      className="flex h-7 shrink-0 items-center gap-2 border-b border-line bg-raised px-4 text-small text-text-2"
    >
      <Icon of={Unplug} size={14} />
      <span className="font-medium text-text-1">No connection to the host.</span>
      It is tried again by itself; what you type is kept.
    </p>
  );
}
