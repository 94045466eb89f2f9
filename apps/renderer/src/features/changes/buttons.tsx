import type { DiffFile } from "@flightdeck/contract";
import { Ellipsis, Minus, Plus, Undo2 } from "lucide-react";
import { useSelect, useThread } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { Menu, MenuItem } from "../../ui/Menu.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { useKeyHint } from "../acts/index.ts";
import { type HunkRef, type LineSelection, useReview } from "../review/parts.ts";
import { fileState, linesState } from "./chosen.ts";
import { useChanges, usePossible } from "./context.ts";
import type { ChangesAct } from "./store.ts";

/** How much of a file is staged, as it is known. */
const useStaging = (path: string) => useSelect(useChanges().store, ({ staging }) => staging.get(path));

/** Why nothing can be reverted now. */
function useRevertHeld(): string | undefined {
  const running = useThread(useReview().threadId, ({ turns }) => turns.at(-1)?.outcome === "running") ?? false;
  return running ? "The agent is working; stop the turn first" : undefined;
}

const icons = { stage: Plus, unstage: Minus, revert: Undo2 } as const;
const words = { stage: "Stage", unstage: "Unstage", revert: "Revert" } as const;

/** The plain buttons of a hunk or of a selection. */
function Acts({
  what,
  possible,
  hints,
  onAct,
}: {
  readonly what: "hunk" | "lines";
  readonly possible: Readonly<Record<ChangesAct, boolean>>;
  readonly hints?: boolean;
  readonly onAct: (act: ChangesAct) => void;
}) {
  const held = useRevertHeld();
  const keys = {
    stage: useKeyHint("stage-hunk"),
    unstage: useKeyHint("unstage-hunk"),
    revert: useKeyHint("revert-hunk"),
  };
  return (["stage", "unstage", "revert"] as const)
    .filter((act) => possible[act])
    .map((act) => (
      <Tip key={act} label={(act === "revert" ? held : undefined) ?? `${words[act]} ${what}`} hint={keys[act]}>
        <Button
          variant="plain"
          size="small"
          icon={icons[act]}
          hint={hints === true ? keys[act] : undefined}
          disabled={act === "revert" && held !== undefined}
          onClick={() => onAct(act)}
        >
          {words[act]} {what}
        </Button>
      </Tip>
    ));
}

export function HunkActions({ hunk }: { readonly hunk: HunkRef }) {
  const { store } = useChanges();
  const possible = usePossible(linesState(hunk, useStaging(hunk.path)));
  const onAct = (act: ChangesAct) => store.act(act, [{ path: hunk.path, lines: hunk }]);
  return <Acts what="hunk" possible={possible} onAct={onAct} />;
}

export function SelectionActions({ selection }: { readonly selection: LineSelection }) {
  const { store } = useChanges();
  const { select } = useReview();
  const possible = usePossible(linesState(selection, useStaging(selection.path)));
  if (selection.removed.length + selection.added.length === 0) return null;
  const onAct = (act: ChangesAct) => {
    store.act(act, [{ path: selection.path, lines: selection }]);
    select(undefined);
  };
  return <Acts what="lines" possible={possible} hints onAct={onAct} />;
}

export function HunkTags({ hunk }: { readonly hunk: HunkRef }) {
  const { word } = linesState(hunk, useStaging(hunk.path));
  return word === undefined ? null : <Tag tone={word === "staged" ? "green" : "line"}>{word}</Tag>;
}

export function FileTags({ file }: { readonly file: DiffFile }) {
  const { word } = fileState(useStaging(file.path));
  if (word === undefined) return null;
  // Where there is little room the heads of the hunks say it.
  return (
    <Tag tone={word === "staged" ? "green" : "line"} className="@max-[760px]:hidden">
      {word}
    </Tag>
  );
}

/** What can be done with a file; where its head is narrow, behind one button. */
export function FileActions({ file }: { readonly file: DiffFile }) {
  const { store } = useChanges();
  const held = useRevertHeld();
  const possible = usePossible(fileState(useStaging(file.path)));
  const acts = (["stage", "unstage", "revert"] as const)
    .filter((act) => possible[act])
    .map((act) => ({
      act,
      label: `${words[act]} file`,
      icon: icons[act],
      disabled: act === "revert" && held !== undefined,
      run: () => store.act(act, [{ path: file.path }]),
    }));
  return (
    <>
      <span className="flex @max-[760px]:hidden">
        {acts.map(({ act, label, icon, disabled, run }) => (
          <IconButton key={act} label={label} icon={icon} size="small" disabled={disabled} onClick={run} />
        ))}
      </span>
      <span className="hidden @max-[760px]:flex">
        <Menu trigger={<IconButton label="Stage or revert file" icon={Ellipsis} size="small" />}>
          {acts.map(({ act, label, icon, disabled, run }) => (
            <MenuItem key={act} icon={icon} disabled={disabled} onSelect={run}>
              {label}
            </MenuItem>
          ))}
        </Menu>
      </span>
    </>
  );
}
