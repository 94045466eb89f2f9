import { type Check, MessageId, type PullRequest } from "@flightdeck/contract";
import { ChevronDown, ChevronRight, RefreshCw, Wrench } from "lucide-react";
import { useState } from "react";
import { useApp, useSelect, useThread } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { useAct, useKeyHint } from "../acts/index.ts";
import { useReview } from "../review/parts.ts";
import { CheckList } from "./CheckList.tsx";
import { CommentList } from "./CommentList.tsx";
import { usePullRequestStore } from "./context.tsx";
import { PullRequestMark } from "./PullRequestMark.tsx";
import { WebLink } from "./WebLink.tsx";
import { checkWords, count, reviewWords, stateWords } from "./words.ts";

/** Below the review's bar: the thread's pull request, its checks and what others said to it. */
export function PullRequestStrip() {
  const { threadId } = useReview();
  const store = usePullRequestStore();
  const { standing, failure, reading } = useSelect(store, (state) => state);
  const known = useThread(threadId, (thread) => thread.pullRequest);
  if (standing?.kind === "found")
    return <Found pullRequest={standing.pullRequest} failure={failure} reading={reading} onRead={store.read} />;
  // Without a pull request nothing is said here: who wants one is told what stands in the way there.
  if (known === undefined || standing !== undefined) return null;
  return (
    <section aria-label="Pull request" className="shrink-0 border-t border-line px-3 py-1.5 text-small text-text-2">
      <div className="flex items-center gap-2">
        <PullRequestMark pullRequest={known} />
        <WebLink href={known.url} className="font-medium text-text-1">
          #{known.number}
        </WebLink>
        <span className="flex-1 text-text-3">{reading ? "Reading it" : "As of the last look"}</span>
        <Refresh reading={reading} onRead={store.read} />
      </div>
      {failure !== undefined && <Unread failure={failure} />}
    </section>
  );
}

const Unread = ({ failure }: { readonly failure: Failure }) => (
  <FailureNote
    failure={failure.detail === undefined ? failure : { ...failure, detail: visibleText(failure.detail) }}
    className="my-1"
  />
);

const Refresh = ({ reading, onRead }: { readonly reading: boolean; readonly onRead: () => void }) => (
  <IconButton label="Read the pull request again" icon={RefreshCw} size="small" disabled={reading} onClick={onRead} />
);

function Found({
  pullRequest,
  failure,
  reading,
  onRead,
}: {
  readonly pullRequest: PullRequest;
  readonly failure: Failure | undefined;
  readonly reading: boolean;
  readonly onRead: () => void;
}) {
  const { threadId } = useReview();
  const { client, newId } = useApp();
  const [open, setOpen] = useState(false);
  const [refused, setRefused] = useState<Failure>();
  const [fixing, setFixing] = useState(false);
  const { everyCheck: checks, comments, title, number, url } = pullRequest;
  const failed = checks.filter(({ state }) => state === "failed");
  const alive = pullRequest.state === "open" || pullRequest.state === "draft";
  const openComments = comments.filter(({ resolved }) => !resolved);
  const fix = (only?: readonly Check[]) => {
    if (fixing) return;
    setFixing(true);
    setRefused(undefined);
    const ids = only === undefined ? {} : { checks: only.map(({ id }) => id) };
    client.pullRequests
      .fixChecks({ threadId, messageId: MessageId.parse(newId()), ...ids })
      .catch((error: unknown) => setRefused(readFailure(error)))
      .finally(() => setFixing(false));
  };
  useAct("fix-checks", () => fix(), alive && failed.length > 0);
  const hint = useKeyHint("fix-checks");
  const review = reviewWords[pullRequest.review];
  return (
    <section aria-label="Pull request" className="flex max-h-[45%] shrink-0 flex-col border-t border-line text-small">
      <div className="flex min-h-9 shrink-0 items-center gap-2 pr-2 pl-1.5">
        <IconButton
          label={open ? "Hide checks and comments" : "Show checks and comments"}
          icon={open ? ChevronDown : ChevronRight}
          size="small"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
        <PullRequestMark pullRequest={pullRequest} />
        <WebLink href={url} className="shrink-0 font-medium text-text-1">
          #{number}
        </WebLink>
        <Tag>{stateWords[pullRequest.state]}</Tag>
        <span className="min-w-0 truncate text-text-2 @max-[760px]:hidden" title={visibleName(title)}>
          {visibleName(title)}
        </span>
        <span role="status" className="flex shrink-0 items-center gap-2 whitespace-nowrap text-text-3">
          <span className={failed.length > 0 ? "text-red" : undefined}>{checkWords(checks)}</span>
          {alive && pullRequest.mergeable === "conflicts" && <span className="text-red">Conflicts</span>}
          {review !== undefined && <span className="@max-[640px]:hidden">{review}</span>}
          {openComments.length > 0 && <span>{count(openComments.length, "comment")}</span>}
        </span>
        <span className="flex-1" />
        {alive && failed.length > 0 && (
          <Button
            size="small"
            icon={Wrench}
            disabled={fixing}
            title={hint === undefined ? undefined : hint}
            onClick={() => fix()}
          >
            {fixing ? "Reading the logs" : "Fix failing checks"}
          </Button>
        )}
        <Refresh reading={reading} onRead={onRead} />
      </div>
      {failure !== undefined && (
        <div className="px-3 pb-1">
          <Unread failure={failure} />
        </div>
      )}
      {refused !== undefined && (
        <div className="px-3 pb-1">
          <Unread failure={refused} />
        </div>
      )}
      {open && (
        <div className="min-h-0 flex-1 overflow-y-auto border-t border-line px-3 pt-2">
          {pullRequest.missing !== undefined && <p className="mb-2 text-text-3">{visibleText(pullRequest.missing)}</p>}
          <CheckList checks={checks} onFix={alive ? (check) => fix([check]) : undefined} />
          <CommentList pullRequest={pullRequest} />
        </div>
      )}
    </section>
  );
}
