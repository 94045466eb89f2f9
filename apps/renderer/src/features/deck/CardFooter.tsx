import { callsSince, MessageId, type ThreadDigest, type ThreadRow } from "@flightdeck/contract";
import { Archive, ArrowUpRight, CircleStop, CornerDownRight, FileDiff, RotateCw } from "lucide-react";
import { type ReactNode, type RefObject, useLayoutEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { age, useNow } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { ApprovalActions } from "../attention/ApprovalActions.tsx";
import { question as questionOf } from "../approvals/index.ts";
import { openThread } from "../layout/store.ts";
import { progressWords, shortProgress } from "../reading/progress.ts";
import { QuestionActions } from "./QuestionActions.tsx";
import { SteerField } from "./SteerField.tsx";
import { lanesWords } from "./words.ts";

interface Foot {
  readonly row: ThreadRow;
  readonly digest: ThreadDigest | undefined;
  readonly card: RefObject<HTMLElement | null>;
  readonly keys: boolean;
}

/** What can be done from the card, by what the thread wants. */
export function CardFooter(foot: Foot) {
  const [steering, setSteering] = useState(false);
  const { row, card } = foot;
  const endSteering = () => {
    setSteering(false);
    card.current?.focus();
  };
  return (
    <footer className="flex min-w-0 items-center gap-1 border-t border-line bg-pane pr-2 pl-3 whitespace-nowrap">
      {steering ? (
        <SteerField threadId={row.id} running={row.status === "running"} onDone={endSteering} />
      ) : (
        <Kept key={row.status} card={card}>
          <Acts {...foot} onSteer={() => setSteering(true)} />
        </Kept>
      )}
    </footer>
  );
}

/** Buttons that go with an answer give the focus back to their card. */
function Kept({ card, children }: { readonly card: Foot["card"]; readonly children: ReactNode }) {
  useLayoutEffect(() => {
    const element = card.current;
    const footer = element?.querySelector("footer");
    return () => {
      if (footer?.contains(document.activeElement) === true) element?.focus({ preventScroll: true });
    };
  }, [card]);
  return children;
}

function Acts({ row, digest, keys, onSteer }: Foot & { readonly onSteer: () => void }) {
  const { attention, client, layout, newId } = useApp();
  const approval = useSelect(attention, (state) => state.approvals.find(({ threadId }) => threadId === row.id));
  const failed = useFailed();
  const threadId = row.id;
  const open = () => layout.update((state) => openThread(state, threadId));
  const review = () => layout.update((state) => ({ ...openThread(state, threadId), panel: "review" }));
  const opener = (
    <IconButton label="Open" hint="Enter" icon={ArrowUpRight} size="small" data-key="open" onClick={open} />
  );
  const steer = (
    <IconButton
      label={row.status === "running" ? "Steer" : "Write"}
      hint="S"
      icon={CornerDownRight}
      size="small"
      data-key="s"
      onClick={onSteer}
    />
  );
  switch (row.status) {
    case "waiting_approval":
      return (
        <>
          <Since row={row} digest={digest} word="Approval" />
          {approval !== undefined && (
            <div
              role="alertdialog"
              aria-label={`${questionOf(approval.request)} ${visibleName(row.title)}`}
              className="flex min-w-0 items-center gap-1"
            >
              <ApprovalActions key={approval.id} approval={approval} compact keys={keys} front={keys} />
            </div>
          )}
          {opener}
        </>
      );
    case "waiting_answer":
      return (
        <>
          <Standing words={lanesWords(digest)} />
          <QuestionActions threadId={threadId} question={digest?.question} onOpen={open} />
          {opener}
        </>
      );
    case "plan_ready": {
      const itemId = digest?.plan?.itemId;
      // What the card does not show yet is not begun.
      const revision = digest?.plan?.proposal?.revision;
      return (
        <>
          <Since row={row} digest={digest} word="Plan" />
          <Button variant="plain" size="small" data-key="open" onClick={open}>
            Read
          </Button>
          {itemId !== undefined && (
            <Button size="small" onClick={() => void client.plans.accept({ threadId, itemId, revision }).catch(failed)}>
              Accept
            </Button>
          )}
        </>
      );
    }
    case "running":
      return (
        <>
          <Standing words={lanesWords(digest)} />
          <IconButton
            label="Stop"
            icon={CircleStop}
            size="small"
            onClick={() => void client.turns.interrupt({ threadId }).catch(failed)}
          />
          {steer}
          {opener}
        </>
      );
    case "failed":
      return (
        <>
          <Since row={row} digest={digest} word="Failed" />
          {steer}
          {opener}
          <Button
            size="small"
            icon={RotateCw}
            onClick={() =>
              void client.turns
                .send({ threadId, messageId: MessageId.parse(newId()), text: "Go on where you stopped." })
                .catch(failed)
            }
          >
            Go on
          </Button>
        </>
      );
    case "idle":
    case "interrupted":
      return (
        <>
          <Since
            row={row}
            digest={digest}
            word={row.status === "interrupted" ? "Stopped" : row.unread ? "Done" : "Idle"}
          />
          {steer}
          <IconButton
            label="Archive"
            icon={Archive}
            size="small"
            onClick={() => void client.threads.flag({ threadId, archived: true }).catch(failed)}
          />
          {opener}
          {row.additions + row.deletions > 0 && (
            <Button size="small" icon={FileDiff} onClick={review}>
              Review
            </Button>
          )}
        </>
      );
  }
}

/** Why it stands still, since when, what was said to it meanwhile, and how far its work is read. */
function Since({ row, digest, word }: Pick<Foot, "row" | "digest"> & { readonly word: string }) {
  const now = useNow();
  const { reading } = row;
  const said = [`${word}, ${age(callsSince(row), now)}`, lanesWords(digest)];
  const joined = (read: string) => [...said, read].filter((each) => each !== "").join(" · ");
  return reading === undefined ? (
    <Standing words={joined("")} />
  ) : (
    <Standing words={joined(shortProgress(reading))} title={joined(progressWords(reading))} />
  );
}

const Standing = ({ words, title = words }: { readonly words: string; readonly title?: string }) => (
  <span className="min-w-0 flex-1 truncate text-small text-text-3 tabular-nums" title={title}>
    {words}
  </span>
);
