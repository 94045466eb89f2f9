import { ArrowUpFromLine } from "lucide-react";
import { useState } from "react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { useAct, useKeyHint } from "../acts/index.ts";
import { useReview } from "../review/parts.ts";
import { CommitDialog } from "./CommitDialog.tsx";
import { usePullRequestStore } from "./context.tsx";
import { PullRequestDialog } from "./PullRequestDialog.tsx";
import { PushDialog } from "./PushDialog.tsx";

type Open = "push" | "pull-request" | "amend";

/** In the bar at the foot: what brings the work to others. */
export function GitActions() {
  const { toasts } = useApp();
  const { threadId, store: review } = useReview();
  const pullRequests = usePullRequestStore();
  const [open, setOpen] = useState<Open>();
  const working = useThread(threadId, ({ turns }) => turns.at(-1)?.outcome === "running") ?? false;
  const standing = useSelect(pullRequests, (state) => state.standing);
  // While a forge could not be asked, the dialog itself says why.
  const possible = standing === undefined || standing.kind === "none" || isOver(standing);
  useAct("push", () => setOpen("push"));
  useAct("pull-request", () => setOpen("pull-request"), possible);
  useAct("amend", () => setOpen("amend"), !working);
  const hint = useKeyHint("push");
  const close = () => setOpen(undefined);
  const done = () => {
    review.refresh();
    pullRequests.read();
  };
  return (
    <>
      <Tip label="Bring the branch to its remote" hint={hint} side="top">
        <Button icon={ArrowUpFromLine} onClick={() => setOpen("push")}>
          Push…
        </Button>
      </Tip>
      <PushDialog
        open={open === "push"}
        threadId={threadId}
        onClose={close}
        onPushed={done}
        onPullRequest={possible ? () => setOpen("pull-request") : undefined}
      />
      <PullRequestDialog
        open={open === "pull-request"}
        threadId={threadId}
        onClose={close}
        onMade={({ number }) => {
          close();
          done();
          toasts.add({ tone: "plain", title: `Pull request #${number} is open` });
        }}
      />
      <CommitDialog
        open={open === "amend"}
        amending
        threadId={threadId}
        onClose={close}
        onCommitted={() => {
          close();
          done();
        }}
      />
    </>
  );
}

const isOver = (standing: { readonly kind: string; readonly pullRequest?: { readonly state: string } }): boolean =>
  standing.pullRequest?.state === "merged" || standing.pullRequest?.state === "closed";
