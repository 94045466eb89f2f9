import type { AutomationTemplate } from "@flightdeck/contract";
import { Clock, Plus } from "lucide-react";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useKeyHint } from "../acts/index.ts";
import { WhereTheyRun } from "./WhereTheyRun.tsx";
import { Templates } from "./Templates.tsx";

/** What automations are, while there is none, and some to begin with. */
export function Empty({
  hasDraft,
  onNew,
  onUse,
}: {
  readonly hasDraft: boolean;
  readonly onNew: () => void;
  readonly onUse: (template: AutomationTemplate) => void;
}) {
  const hint = useKeyHint("new-automation");
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="grid justify-items-center gap-0.5 px-6 pt-14 pb-10 text-center">
        <Icon of={Clock} className="mb-1.5 size-[18px] text-text-3" />
        <p className="text-head font-strong">Work that goes on without you</p>
        <p className="max-w-[440px] text-balance text-text-2">
          An automation is a prompt that runs on a schedule or when something happens, in a worktree of its own. Each
          run leaves a record, what it found waits in the inbox, and nothing lands without you.
        </p>
        <Button variant="primary" icon={Plus} hint={hint} className="mt-4" onClick={onNew}>
          {hasDraft ? "Go on with the one you began" : "New automation"}
        </Button>
        <WhereTheyRun className="mt-6" />
      </div>
      <h2 className="px-5 pb-2 text-small font-strong text-text-2">Or begin with one of these</h2>
      <Templates onUse={onUse} />
    </div>
  );
}
