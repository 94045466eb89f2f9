import type { OverrideRecord, Thread, ThreadWorktree, Turn } from "@flightdeck/contract";
import { FileQuestionMark, FolderGit2, LockOpen } from "lucide-react";
import { useThread } from "../../../app.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { clock } from "../../../ui/time.ts";
import { visibleName, visibleText } from "../../../ui/visibleText.ts";
import { Card, CardHead, Meta, StepLine } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { Elapsed } from "../Elapsed.tsx";
import { usePlace } from "../place.ts";

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
    case "local":
    case "failed":
    case "removed":
      return (
        <>
          <StepLine icon={FolderGit2}>
            <span className="shrink-0">{worktreeWords[worktree.state]}</span>
            {branch}
            {worktree.base !== undefined && (
              <span className="truncate text-text-3">
                from <span className="mono">{visibleName(worktree.base)}</span>
              </span>
            )}
          </StepLine>
          {worktree.state === "ready" && worktree.message !== undefined && (
            <p className="pb-1 pl-[26px] text-small text-pretty break-words whitespace-pre-line text-text-2">
              {visibleText(worktree.message)}
            </p>
          )}
        </>
      );
  }
}

// What to do about the last two stands above the composer, where it stays in view.
const worktreeWords = {
  ready: "Worktree on",
  local: "In the local checkout, on",
  failed: "The worktree could not be made for",
  removed: "Worktree removed; kept:",
};

const asksPerson = ({ approvals }: Thread): boolean => approvals.length > 0;

/** The turn runs and nothing grows on screen: the model works, or is being tried again. */
export function WaitingLine({ since, retrying }: { readonly since: number; readonly retrying: Turn["retrying"] }) {
  const blocked = useThread(usePlace(), asksPerson) ?? false;
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
  if (blocked) {
    return (
      <StepLine mark={<StatusGlyph status="waiting_approval" named />}>
        <span className="text-text-3">Waits for your answer</span>
      </StepLine>
    );
  }
  return (
    <StepLine mark={<StatusGlyph status="running" named />} after={<Elapsed from={since} to={undefined} />}>
      <span className="text-text-3">Working</span>
    </StepLine>
  );
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

/** Work was landed, or was to be, although the repository asks for more: what was missing, and why all the same. */
export function OverrideLine({ record }: { readonly record: OverrideRecord }) {
  return (
    <>
      <StepLine icon={LockOpen} after={clock(record.at)}>
        <span className="truncate">
          You landed on <span className="mono">{visibleName(record.base)}</span> over the gate
        </span>
      </StepLine>
      <p className="pb-1 pl-[26px] text-small text-pretty break-words whitespace-pre-line text-text-1">
        {visibleText(record.reason)}
        <span className="block text-text-3">
          Missing: {record.missing.map((words) => visibleName(words)).join("; ")}
        </span>
      </p>
    </>
  );
}
