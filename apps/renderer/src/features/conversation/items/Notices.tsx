import type { Thread, ThreadWorktree, Turn, TurnError } from "@flightdeck/contract";
import { FileQuestionMark, FolderGit2, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../../ui/Button.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { clock, duration, tokens } from "../../../ui/time.ts";
import { visibleName } from "../../../ui/visibleText.ts";
import { Card, CardHead, Meta, StepLine } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { Elapsed } from "../Elapsed.tsx";
import { useHelp } from "../help.ts";
import { CopyButton } from "../../../ui/CopyButton.tsx";

/** The worktree of the thread: what is being made of it, or where it is. */
export function WorktreeStrip({ worktree }: { readonly worktree: ThreadWorktree }) {
  const branch = <span className="mono truncate text-text-1">{visibleName(worktree.branch)}</span>;
  switch (worktree.state) {
    case "creating":
    case "setting_up":
      return (
        <Card name="Worktree">
          <CardHead>
            <StatusGlyph status="running" named />
            <span className="shrink-0 font-medium">
              {worktree.state === "creating" ? "Creating the worktree" : "Setting up the worktree"}
            </span>
            {branch}
            <span className="flex-1" />
            {worktree.message !== undefined && <Meta>{worktree.message}</Meta>}
          </CardHead>
        </Card>
      );
    case "ready":
    case "failed":
    case "removed":
      return (
        <StepLine icon={FolderGit2}>
          <span className="shrink-0">{worktreeWords[worktree.state]}</span>
          {branch}
          {worktree.base !== undefined && (
            <span className="truncate text-text-3">
              from <span className="mono">{visibleName(worktree.base)}</span>
            </span>
          )}
        </StepLine>
      );
  }
}

// What to do about the last two stands above the composer, where it stays in view.
const worktreeWords = {
  ready: "Worktree on",
  failed: "The worktree could not be made for",
  removed: "Worktree removed; kept:",
};

/** The turn runs and nothing grows on screen: the model works, or is being tried again. */
export function WaitingLine({ since, retrying }: { readonly since: number; readonly retrying: Turn["retrying"] }) {
  if (retrying !== undefined) {
    return (
      <StepLine mark={<StatusGlyph status="running" named />}>
        <span className="shrink-0 text-text-1">
          Reconnecting {retrying.attempt}/{retrying.of}
        </span>
        <span className="truncate text-text-3" title={retrying.reason}>
          {retrying.reason}
        </span>
      </StepLine>
    );
  }
  return (
    <StepLine mark={<StatusGlyph status="running" named />} after={<Elapsed from={since} to={undefined} />}>
      <span className="text-text-3">Working</span>
    </StepLine>
  );
}

/** How a turn ended, what it took, and why if it failed. */
export function TurnEnd({ turn }: { readonly turn: Turn }) {
  const took = turn.endedAt === undefined ? undefined : duration(turn.endedAt - turn.startedAt);
  const used = turn.usage.input + turn.usage.output;
  const parts = [took, used > 0 ? `${tokens(used)} tokens` : undefined].filter((part) => part !== undefined);
  const told = turn.items.some((item) => item.type === "error" && item.message === turn.error?.message);
  return (
    <>
      {turn.error !== undefined && !told && (
        <div className="mb-2">
          <ErrorCard error={turn.error} at={turn.endedAt} />
        </div>
      )}
      <div className="flex h-5 items-center gap-1.5 pl-[26px] text-micro text-text-3 tabular-nums">
        {turn.outcome === "interrupted" && (
          <>
            <StatusGlyph status="interrupted" />
            <span>Stopped{took === undefined ? "" : ` after ${took}`}</span>
            {used > 0 && <span>· {tokens(used)} tokens</span>}
          </>
        )}
        {turn.outcome === "failed" && <span>Failed{took === undefined ? "" : ` after ${took}`}</span>}
        {turn.outcome === "completed" && <span>{parts.join(" · ")}</span>}
      </div>
    </>
  );
}

/** Something went wrong: what it was, and what the person can do. */
export function ErrorCard({
  error,
  at,
}: {
  readonly error: Pick<TurnError, "code" | "message" | "detail">;
  readonly at?: number;
}) {
  const advice = useAdvice(error.code);
  return (
    <Card name="Error" tone="bad">
      <div className="flex min-h-8 items-start gap-2 bg-red-soft px-2.5 py-1.5">
        <StatusGlyph status="failed" named className="mt-[3px]" />
        <span className="min-w-0 flex-1 font-strong break-words">{error.message}</span>
        {at !== undefined && <Meta>{clock(at)}</Meta>}
      </div>
      {(error.detail !== undefined || advice !== undefined) && (
        <div className="border-t border-red-line px-2.5 py-2">
          {advice !== undefined && <p className="text-text-2">{advice.words}</p>}
          {error.detail !== undefined && (
            <div className="relative mt-1">
              <pre className="max-h-40 overflow-auto whitespace-pre-wrap text-text-2" tabIndex={0}>
                {error.detail}
              </pre>
            </div>
          )}
          <div className="mt-2 flex items-center gap-1.5">
            {advice?.action}
            {error.detail !== undefined && (
              <CopyButton text={`${error.message}\n${error.detail}`} label="Copy the error" />
            )}
          </div>
        </div>
      )}
    </Card>
  );
}

function useAdvice(code: string): { readonly words: string; readonly action?: ReactNode } | undefined {
  const { openSettings } = useHelp();
  const settings = openSettings && (
    <Button size="small" icon={Settings} onClick={openSettings}>
      Open settings
    </Button>
  );
  switch (code) {
    case "no_model_access":
      return { words: "Enter a key, or choose the tour, which needs none. Your message is kept.", action: settings };
    case "model_unauthorized":
      return { words: "Check the key in the settings, then send again. The work so far is kept.", action: settings };
    case "model_not_found":
      return { words: "Choose another model below the message and send again." };
    case "provider_unreachable":
      return { words: "Check the network or the provider's address, then send again.", action: settings };
    case "worktree_missing":
      return { words: "Its folder was moved or deleted outside of Flightdeck." };
    case "disk_full":
      return { words: "Make room, then send again. Nothing that was shown is lost." };
    default:
      return undefined;
  }
}

/** Rows of the log that could not be read, said quietly. */
export function QuarantinedLine({ rows }: { readonly rows: Thread["quarantined"] }) {
  const [open, toggle] = useDisclosure("quarantined", false);
  return (
    <div>
      <StepLine icon={FileQuestionMark} open={open} onToggle={toggle}>
        {rows.length === 1
          ? "One entry of this thread could not be read"
          : `${rows.length} entries of this thread could not be read`}
      </StepLine>
      {open && (
        <ul className="mono ml-[26px] py-1 text-text-3">
          {rows.map((row) => (
            <li key={row.seq} className="break-words">
              #{row.seq} {row.reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
