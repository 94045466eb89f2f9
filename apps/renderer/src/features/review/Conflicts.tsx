import type { LandingConflict, ThreadId } from "@flightdeck/contract";
import { Bot } from "lucide-react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useSubmit } from "./useSubmit.ts";

const kinds: Readonly<Record<LandingConflict["kind"], (base: string) => string>> = {
  content: () => "both changed it",
  both_added: () => "both added it",
  deleted_in_base: (base) => `deleted in ${base}, changed here`,
  deleted_in_branch: (base) => `deleted here, changed in ${base}`,
  moved: () => "moved, or something else is in its place",
  submodule: () => "a submodule at another commit",
};

/** Which files conflict, and what about. */
export function ConflictList({
  conflicts,
  base,
}: {
  readonly conflicts: readonly LandingConflict[];
  readonly base: string;
}) {
  return (
    <ul aria-label="Conflicts" className="max-h-44 overflow-y-auto rounded-3 border border-line text-small">
      {conflicts.map(({ path, kind }) => (
        <li key={path} className="flex gap-3 px-2.5 py-1 [&+li]:border-t [&+li]:border-line">
          <span className="mono min-w-0 flex-1 truncate" title={visibleName(path)}>
            {visibleName(path)}
          </span>
          <span className="shrink-0 text-text-3">{kinds[kind](visibleName(base))}</span>
        </li>
      ))}
    </ul>
  );
}

/** The conflicts of the work with its base, and the one click that gives them to the agent. */
export function ConflictsDialog({
  open,
  threadId,
  base,
  conflicts,
  onClose,
}: {
  readonly open: boolean;
  readonly threadId: ThreadId;
  readonly base: string;
  readonly conflicts: readonly LandingConflict[];
  readonly onClose: () => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} className="w-[520px] px-5 pb-5">
      <DialogHead title={`Conflicts with ${visibleName(base)}`} onClose={onClose} />
      <ConflictList conflicts={conflicts} base={base} />
      <p className="mt-3 text-small text-text-2">
        The agent gets {visibleName(base)} merged into its branch, with both sides in the files, and resolves them. You
        review and commit that; until then the merge can be given up.
      </p>
      <HandToAgent threadId={threadId} onClose={onClose} />
    </Dialog>
  );
}

function HandToAgent({ threadId, onClose }: { readonly threadId: ThreadId; readonly onClose: () => void }) {
  const { client } = useApp();
  const { busy, failure, submit } = useSubmit(() => client.landing.handToAgent({ threadId }), onClose);
  return (
    <>
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
      <div className="mt-4 flex justify-end gap-2">
        <Button variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="primary" icon={Bot} disabled={busy} onClick={submit}>
          {busy ? "Merging" : "Hand to agent"}
        </Button>
      </div>
    </>
  );
}
