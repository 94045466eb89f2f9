import type { DiffFile } from "@flightdeck/contract";
import { ChevronDown, ChevronRight, FoldVertical, UnfoldVertical } from "lucide-react";
import { IconButton } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { LineCount, Tag } from "../../ui/Marks.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { Parts } from "./PartSlots.tsx";
import { notesOf, type ReadPatch } from "./patch.ts";

/** The head of a file in the diff: its name, what happened to it, and what can be done with it as a whole. */
export function FileHead({
  file,
  patch,
  folded,
  why,
  whole,
  onToggle,
  onWhole,
}: {
  readonly file: DiffFile;
  readonly patch: ReadPatch | undefined;
  readonly folded: boolean;
  /** Why it came folded. */
  readonly why: string | undefined;
  /** All of its unchanged lines are shown. */
  readonly whole: boolean;
  readonly onToggle: () => void;
  readonly onWhole: (whole: boolean) => void;
}) {
  const path = visibleName(file.path);
  const cut = path.lastIndexOf("/") + 1;
  const reason = folded ? why : undefined;
  // Why it is folded says it already.
  const notes = notesOf(file, patch).filter((note) => reason?.startsWith(note) !== true);
  return (
    <div className="group flex h-[34px] items-center gap-2 border-b border-line bg-raised pr-2 pl-1.5 font-ui shadow-[0_-1px_var(--line)] text-base whitespace-nowrap text-text-1">
      {patch !== undefined && patch.diff.hunks.length === 0 ? (
        <span className="size-6 shrink-0" />
      ) : (
        <button
          type="button"
          aria-expanded={!folded}
          aria-label={`${folded ? "Open" : "Fold"} ${path}`}
          onClick={onToggle}
          className="grid size-6 shrink-0 place-items-center rounded-2 hover:bg-hover"
        >
          <Icon of={folded ? ChevronRight : ChevronDown} size={14} />
        </button>
      )}
      {/* What has no room goes in this order: the folder, the tags from the last one on, the end of the name. */}
      <span dir="rtl" title={path} className="mono -mr-2 min-w-0 shrink-[99999999] truncate text-text-3">
        <bdi dir="ltr">{path.slice(0, cut)}</bdi>
      </span>
      <span title={path} className="mono min-w-8 truncate">
        {path.slice(cut)}
      </span>
      <LineCount additions={file.additions} deletions={file.deletions} className="shrink-0" />
      <span className="-ml-2 flex h-[18px] min-w-0 shrink-[9999] flex-wrap gap-x-2 overflow-hidden leading-[18px] before:h-full before:content-['']">
        {notes.map((note) => (
          <Tag key={note}>{note}</Tag>
        ))}
        <Parts of="FileTags" file={file} />
        {file.oldPath !== undefined && (
          <span className="mono text-text-3" title={visibleName(file.oldPath)}>
            from {visibleName(file.oldPath)}
          </span>
        )}
      </span>
      <span className="flex-1" />
      {reason !== undefined && <span className="shrink-0 text-micro text-text-3">{reason}</span>}
      <span className="flex shrink-0 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 @max-[760px]:w-0 @max-[760px]:overflow-hidden @max-[760px]:group-focus-within:w-auto @max-[760px]:group-focus-within:overflow-visible @max-[760px]:group-hover:w-auto">
        {!folded && file.kind === "modified" && !file.binary && (
          <IconButton
            label={whole ? "Only what changed" : "The whole file"}
            icon={whole ? FoldVertical : UnfoldVertical}
            size="small"
            pressed={whole}
            onClick={() => onWhole(!whole)}
          />
        )}
        <CopyButton text={file.path} label="Copy the path" />
      </span>
      <Parts of="FileActions" file={file} />
    </div>
  );
}
