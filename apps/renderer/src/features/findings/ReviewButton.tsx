import type { Thread } from "@flightdeck/contract";
import { CircleStop, ScanSearch } from "lucide-react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { useAct, useKeyHint } from "../acts/index.ts";
import { useReview } from "../review/parts.ts";

const runningKind = ({ turns }: Thread) => {
  const last = turns.at(-1);
  return last?.outcome === "running" ? last.kind : undefined;
};

/** Lets a second model read what is shown, and stops it. */
export function ReviewButton() {
  const { client } = useApp();
  const { threadId, store } = useReview();
  const kind = useThread(threadId, runningKind);
  const empty = useSelect(store, ({ diff }) => diff === undefined || diff.files.length === 0);
  const failed = useFailed();
  const hint = useKeyHint("start-review");
  const start = () => void client.reviews.start({ threadId, scope: store.getState().scope }).catch(failed);
  const busy = kind !== undefined;
  useAct("start-review", start, !busy && !empty);
  if (kind === "review")
    return (
      <Button
        variant="plain"
        size="small"
        icon={CircleStop}
        aria-label="Stop the review"
        onClick={() => void client.turns.interrupt({ threadId }).catch(failed)}
      >
        <span className="@max-[720px]:hidden">Stop review</span>
      </Button>
    );
  const why = busy
    ? "The agent works: review when it has finished"
    : empty
      ? "Nothing changed"
      : "A second model reads what is shown here";
  return (
    <Tip label={why} hint={hint}>
      <Button
        variant="plain"
        size="small"
        icon={ScanSearch}
        disabled={busy || empty}
        aria-label="Review"
        onClick={start}
      >
        <span className="@max-[720px]:hidden">Review</span>
      </Button>
    </Tip>
  );
}
