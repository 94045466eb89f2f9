import type { ThreadId } from "@flightdeck/contract";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useApp, useSelectSame } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { CommandList } from "./CommandList.tsx";
import { countWords, lasting, sameCommands } from "./store.ts";

/** Under a thread's instruments, while there are any: its commands that wait, or run on in the background. */
export function ThreadCommands({ threadId }: { readonly threadId: ThreadId }) {
  const { machine } = useApp();
  const commands = useSelectSame(machine, (state) => lasting(state, threadId), sameCommands);
  const [open, setOpen] = useState(false);
  if (commands.length === 0) return null;
  return (
    <section aria-label="Commands" className="shrink-0 border-b border-line bg-frame px-4">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-mx-1 flex h-7 w-full items-center gap-1.5 rounded-2 px-1 text-micro text-text-2 hover:text-text-1"
      >
        <Icon of={ChevronRight} size={12} className={open ? "rotate-90" : ""} />
        {countWords(commands)}
      </button>
      {open && (
        <div className="max-h-48 overflow-y-auto pb-1.5">
          <CommandList commands={commands} />
        </div>
      )}
    </section>
  );
}
