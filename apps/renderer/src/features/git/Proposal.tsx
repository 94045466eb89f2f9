import { Sparkles } from "lucide-react";
import { Button } from "../../ui/Button.tsx";
import { money } from "../../ui/time.ts";
import { visibleText } from "../../ui/visibleText.ts";
import type { Message } from "./useMessage.ts";

/** Below the message: asks the model for one, and shows what came of it. */
export function Proposal({ message }: { readonly message: Message }) {
  const { asking, offered, cost, failure } = message;
  return (
    <div className="mt-2 grid gap-2 text-small text-text-3">
      <div className="flex items-center gap-2" role="status">
        {asking ? (
          <>
            <Button size="small" icon={Sparkles} onClick={message.stop}>
              Stop asking
            </Button>
            <span>The model reads the plan and the changes</span>
          </>
        ) : (
          <>
            <Button size="small" icon={Sparkles} onClick={message.ask}>
              Propose a message
            </Button>
            {cost !== undefined && <span>It cost {money(cost)}</span>}
            {failure !== undefined && (
              <span className="min-w-0 truncate" title={visibleText(failure.detail ?? "")}>
                {failure.message}
                {failure.detail !== undefined && `: ${visibleText(failure.detail.split("\n", 1)[0] ?? "")}`}
              </span>
            )}
          </>
        )}
      </div>
      {offered !== undefined && (
        <div className="flex items-start gap-2 rounded-2 border border-line px-2.5 py-2">
          <pre
            aria-label="Proposed message"
            className="max-h-28 min-w-0 flex-1 overflow-auto font-mono whitespace-pre-wrap text-text-2"
          >
            {visibleText(offered)}
          </pre>
          <Button size="small" onClick={message.take}>
            Use it
          </Button>
        </div>
      )}
    </div>
  );
}
