import { ListChecks, Minus, Plus, Undo2, X } from "lucide-react";
import { useSelect, useThread } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Dialog.tsx";
import { Menu, MenuItem, MenuNote } from "../../ui/Menu.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useKeyHint } from "../acts/index.ts";
import { useReview } from "../review/parts.ts";
import { possibleIn, revertedWords } from "./chosen.ts";
import { useChanges } from "./context.ts";

/** What can be done with everything that is shown. */
export function AllChanges() {
  const { store, askRevertAll } = useChanges();
  const review = useReview();
  const scope = useSelect(review.store, (state) => state.scope);
  const empty = useSelect(review.store, ({ diff }) => diff === undefined || diff.files.length === 0);
  const running = useThread(review.threadId, ({ turns }) => turns.at(-1)?.outcome === "running") ?? false;
  if (empty) return null;
  const possible = possibleIn(scope);
  return (
    <Menu trigger={<IconButton label="All changes" icon={ListChecks} size="small" />}>
      {possible.stage && (
        <MenuItem icon={Plus} onSelect={() => store.act("stage", "all")}>
          Stage all
        </MenuItem>
      )}
      {possible.unstage && (
        <MenuItem icon={Minus} onSelect={() => store.act("unstage", "all")}>
          Unstage all
        </MenuItem>
      )}
      {possible.revert && (
        <MenuItem icon={Undo2} danger disabled={running} onSelect={askRevertAll}>
          Revert all…
        </MenuItem>
      )}
      {running && possible.revert && <MenuNote>The agent is working; nothing is reverted meanwhile.</MenuNote>}
    </Menu>
  );
}

export function RevertAll({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { store } = useChanges();
  const files = useSelect(useReview().store, ({ diff }) => diff?.files.length ?? 0);
  const count = files === 1 ? "1 file" : `${files.toLocaleString("en")} files`;
  return (
    <Confirm
      open={open}
      title="Revert all changes?"
      action="Revert all"
      danger
      onClose={onClose}
      onConfirm={() => {
        store.act("revert", "all");
        onClose();
      }}
    >
      {count} will be as before these changes. New files are deleted. You can undo it afterwards.
    </Confirm>
  );
}

/** Says what was just reverted, and brings it back. */
export function UndoBar() {
  const { store } = useChanges();
  const hint = useKeyHint("undo-revert");
  const busy = useSelect(store, (state) => state.busy);
  const revert = useSelect(store, ({ reverts, offered }) => reverts.find(({ id }) => id === offered));
  if (revert === undefined) return null;
  const left = revert.leftOut.map(({ path, reason }) =>
    reason === "conflict" ? `${visibleName(path)} is in conflict` : `${visibleName(path)} is a submodule`,
  );
  return (
    <div
      role="status"
      aria-label="Reverted"
      className="flex min-h-9 shrink-0 items-center gap-2 border-t border-line bg-raised pr-2 pl-3 text-small"
    >
      <span className="min-w-0 flex-1 truncate">
        Reverted {visibleName(revertedWords(revert))}
        {left.length > 0 && <span className="text-text-3">; left alone: {left.join(", ")}</span>}
      </span>
      <Button size="small" hint={hint} disabled={busy} onClick={() => store.undo(revert.id)}>
        Undo
      </Button>
      <IconButton label="Dismiss" icon={X} size="small" onClick={store.dismiss} />
    </div>
  );
}
