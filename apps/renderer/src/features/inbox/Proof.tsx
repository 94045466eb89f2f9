import type { InboxProof } from "@flightdeck/contract";
import { Check, CircleHelp } from "lucide-react";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { visibleText } from "../../ui/visibleText.ts";
import { Output } from "../conversation/Output.tsx";

/** The command that shows a finding, and what it printed. Only what the host saw itself counts as proven. */
export function Proof({ proof: { command, output, exitCode, proven = false } }: { readonly proof: InboxProof }) {
  return (
    <section aria-label="Proof" className="overflow-hidden rounded-3 border border-line">
      <header className="flex min-h-8 items-start gap-2 bg-raised py-1.5 pr-1.5 pl-2.5">
        <code className="min-w-0 flex-1 py-px break-words whitespace-pre-wrap text-text-1">{visibleText(command)}</code>
        <Tip
          label={
            proven
              ? "This command ran in the run's thread and printed this"
              : "The agent says so; nobody has seen this command run"
          }
        >
          <span
            className={`flex h-5 shrink-0 items-center gap-1 text-micro whitespace-nowrap ${proven ? "text-red" : "text-text-3"}`}
            tabIndex={0}
          >
            <Icon of={proven ? Check : CircleHelp} size={12} className="text-current" />
            {proven ? "proven" : "not checked"}
            {exitCode !== undefined && exitCode !== 0 && `, exit ${exitCode}`}
          </span>
        </Tip>
        <CopyButton text={command} label="Copy the command" />
      </header>
      {output.trim() !== "" && (
        <div className="border-t border-line">
          <Output text={output} name="What it printed" />
        </div>
      )}
    </section>
  );
}
