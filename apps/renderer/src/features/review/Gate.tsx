import type { LandingCheck, ThreadId } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Bot, CircleDashed, GitCommitHorizontal, GitMerge, Lock } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useAct, useKeyHint } from "../acts/index.ts";
import { CommitDialog } from "../git/CommitDialog.tsx";
import { ConflictsDialog } from "./Conflicts.tsx";
import { GateUndo } from "./GateUndo.tsx";
import { LandDialog } from "./LandDialog.tsx";
import { commitHindrance, type Standing as Stand, standing } from "./landing.ts";
import { Parts } from "./PartSlots.tsx";
import type { Review } from "./store.ts";

/** What was just done, until something changes again. */
interface Done {
  readonly words: string;
  readonly check: LandingCheck | undefined;
}

/** The foot of the review: whether the work can land, why not, and the two things to do with it. */
export function Gate({
  threadId,
  review,
  waiting,
  onDone,
}: {
  readonly threadId: ThreadId;
  readonly review: Review;
  /** The turn stands still until the person answers. */
  readonly waiting: boolean;
  readonly onDone: () => void;
}) {
  const [dialog, setDialog] = useState<"commit" | "land" | "conflicts">();
  const [done, setDone] = useState<Done>();
  const { landing, landingFailure } = review;
  const stand = landing && standing(landing, waiting);
  const hindrance = landing && commitHindrance(landing, waiting);
  useAct("commit", () => setDialog("commit"), landing !== undefined && hindrance === undefined);
  useAct("land", () => setDialog("land"), stand?.ready === true);
  const keys = { commit: useKeyHint("commit"), land: useKeyHint("land") };
  const finish = (words: string) => {
    setDone({ words, check: landing });
    setDialog(undefined);
    onDone();
  };
  if (landing === undefined || stand === undefined) {
    return landingFailure === undefined ? (
      <div className="h-11 shrink-0 border-t border-line bg-raised" />
    ) : (
      <div className="shrink-0 border-t border-line bg-raised px-3.5 py-2.5">
        <FailureNote failure={landingFailure} />
      </div>
    );
  }
  return (
    <div
      role="group"
      aria-label="Landing"
      className="flex min-h-11 shrink-0 items-center gap-3 border-t border-line bg-raised py-1.5 pr-2.5 pl-3.5 text-small @max-[820px]:flex-wrap @max-[820px]:justify-end"
    >
      <div
        role="status"
        className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3.5 gap-y-1 @max-[820px]:basis-full"
      >
        <Standing landing={landing} stand={stand} done={done} />
        {stand.paths.length > 0 && <Paths paths={stand.paths} />}
        <Parts of="GateItems" />
      </div>
      <GateUndo threadId={threadId} landing={landing} onDone={onDone} />
      <Parts of="GateActions" />
      <Tip
        label={hindrance ?? "Commit what changed"}
        hint={hindrance === undefined ? keys.commit : undefined}
        side="top"
      >
        <Button
          icon={GitCommitHorizontal}
          disabled={hindrance !== undefined}
          variant={hindrance === undefined && !stand.ready ? "primary" : "outlined"}
          onClick={() => setDialog("commit")}
        >
          Commit…
        </Button>
      </Tip>
      {landing.state === "conflict" && (
        <Button icon={Bot} variant="primary" onClick={() => setDialog("conflicts")}>
          Resolve…
        </Button>
      )}
      <Tip label={landTip(stand)} hint={stand.ready ? keys.land : undefined} side="top">
        <Button
          icon={GitMerge}
          disabled={!stand.ready}
          hint={stand.ready && stand.held === undefined ? keys.land : undefined}
          variant={stand.ready && stand.held === undefined ? "primary" : "outlined"}
          onClick={() => setDialog("land")}
        >
          Land on {visibleName(landing.base ?? "base")}
        </Button>
      </Tip>
      <CommitDialog
        open={dialog === "commit"}
        threadId={threadId}
        onClose={() => setDialog(undefined)}
        onCommitted={(commit) => finish(`Committed ${commit.slice(0, 7)}`)}
      />
      <ConflictsDialog
        open={dialog === "conflicts"}
        threadId={threadId}
        base={landing.base ?? "the base"}
        conflicts={landing.conflicts ?? []}
        onClose={() => {
          setDialog(undefined);
          onDone();
        }}
      />
      <LandDialog
        open={dialog === "land"}
        threadId={threadId}
        landing={landing}
        onClose={() => setDialog(undefined)}
        onLanded={({ base, commit }) => finish(`Landed on ${base}: ${commit.slice(0, 7)}`)}
        onRefused={onDone}
      />
    </div>
  );
}

function landTip({ ready, held, words }: Stand): string {
  if (held) return "The repository asks for more; you can land it all the same";
  return ready ? "Bring it to its base" : words;
}

function Standing({
  landing,
  stand,
  done,
}: {
  readonly landing: LandingCheck;
  readonly stand: ReturnType<typeof standing>;
  readonly done: Done | undefined;
}) {
  // What was just done is said until the work stands in a way that it does not explain.
  const fresh = done !== undefined && (landing === done.check || landing.state === "nothing" || stand.ready);
  const landed = fresh && landing.state === "nothing";
  const detail = fresh ? (landed ? undefined : done.words) : stand.detail;
  return (
    <>
      <span className="flex max-w-full min-w-0 items-center gap-2">
        {stand.held && !landed ? (
          <Icon of={Lock} size={14} />
        ) : landed || stand.ready ? (
          <StatusGlyph status="done" className="text-green!" />
        ) : (
          <Icon of={CircleDashed} size={14} className={landing.state === "nothing" ? undefined : "text-amber"} />
        )}
        <span className="truncate font-medium">{visibleName(landed ? done.words : stand.words)}</span>
      </span>
      {detail !== undefined && (
        <span
          className={clsx("min-w-0 truncate text-text-3", fresh ? "@max-[600px]:hidden" : "@max-[820px]:hidden")}
          title={detail}
        >
          {visibleName(detail)}
        </span>
      )}
    </>
  );
}

/** Which files stand in the way. */
function Paths({ paths }: { readonly paths: readonly string[] }) {
  const [first, ...others] = paths.map(visibleName);
  return (
    <Tip label={paths.slice(0, 30).map(visibleName).join("\n")} side="top">
      <span tabIndex={0} className="mono max-w-full min-w-0 truncate rounded-1 text-text-2">
        {first}
        {others.length > 0 && ` +${others.length}`}
      </span>
    </Tip>
  );
}
