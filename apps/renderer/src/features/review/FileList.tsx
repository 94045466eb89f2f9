import type { DiffFile } from "@flightdeck/contract";
import { clsx } from "clsx";
import { ChevronDown, ChevronRight, Search } from "lucide-react";
import { memo, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { VList, type VListHandle } from "virtua";
import { Kbd } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { firstPart, Parts } from "./PartSlots.tsx";
import { fileRows, filterFiles, groupByFolder, kinds, nameOf } from "./files.ts";

/** The files of a diff by folder. Only the rows in view are drawn. */
export function FileList({
  files,
  filter,
  onFilter,
  filterField,
  front,
  onPick,
}: {
  readonly files: readonly DiffFile[];
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly filterField: RefObject<HTMLInputElement | null>;
  readonly front: string | undefined;
  readonly onPick: (file: DiffFile) => void;
}) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => new Set());
  const list = useRef<VListHandle>(null);
  const groups = useMemo(() => groupByFolder(filterFiles(files, filter)), [files, filter]);
  const rows = useMemo(() => fileRows(groups, folded), [groups, folded]);
  const at = rows.findIndex((row) => row.kind === "file" && row.file.path === front);
  // It opens at its top, and so does the diff.
  const seen = useRef(at);
  useEffect(() => {
    if (at >= 0 && at !== seen.current) list.current?.scrollToIndex(at, { align: "nearest" });
    seen.current = at;
  }, [at]);
  const toggle = (folder: string) => {
    const next = new Set(folded);
    if (!next.delete(folder)) next.add(folder);
    setFolded(next);
  };
  return (
    <nav
      aria-label="Files"
      className="flex min-h-0 flex-col border-line p-1.5 pb-0 @max-[640px]:hidden @min-[640px]:border-r"
    >
      <TextField
        label="Filter files"
        placeholder="Filter files"
        ref={filterField}
        value={filter}
        onChange={(event) => onFilter(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && (onFilter(""), event.currentTarget.blur())}
        before={<Icon of={Search} size={14} />}
        after={filter === "" && <Kbd>/</Kbd>}
        className="mb-1.5 h-[26px]! shrink-0 text-small"
      />
      {rows.length === 0 ? (
        <p className="px-1.5 py-1 text-small text-text-3">No file fits.</p>
      ) : (
        <VList ref={list} data={rows} itemSize={26} className="min-h-0 flex-1 pb-1.5">
          {(row) =>
            row.kind === "folder" ? (
              <button
                key={`/${row.folder}`}
                type="button"
                aria-expanded={row.open}
                onClick={() => toggle(row.folder)}
                title={visibleName(row.folder)}
                className="flex h-[26px] w-full items-center gap-1 rounded-2 px-1 text-small text-text-3 hover:bg-hover focus-visible:-outline-offset-2"
              >
                <Icon of={row.open ? ChevronDown : ChevronRight} size={12} />
                <span dir="rtl" className="truncate">
                  <bdi dir="ltr">{row.folder === "" ? "In the root" : visibleName(row.folder)}</bdi>
                </span>
                {!row.open && <span className="ml-auto pl-1 text-micro tabular-nums">{row.count}</span>}
              </button>
            ) : (
              <FileRow key={row.file.path} file={row.file} chosen={row.file.path === front} onPick={onPick} />
            )
          }
        </VList>
      )}
      <div className="max-h-[45%] shrink-0 overflow-y-auto">
        <Parts of="Section" />
      </div>
      <Parts of="ListFoot" />
    </nav>
  );
}

/** The list of parts never changes, so neither does who marks files. */
const Mark = firstPart("FileMark");

const FileRow = memo(function FileRow({
  file,
  chosen,
  onPick,
}: {
  readonly file: DiffFile;
  readonly chosen: boolean;
  readonly onPick: (file: DiffFile) => void;
}) {
  const { word } = kinds[file.kind];
  return (
    <button
      type="button"
      aria-current={chosen || undefined}
      title={visibleName(file.path)}
      onClick={() => onPick(file)}
      className={clsx(
        "grid h-[26px] w-full grid-cols-[14px_minmax(0,1fr)_auto] items-center gap-x-[7px] rounded-2 pr-1.5 pl-5 text-left text-small whitespace-nowrap focus-visible:-outline-offset-2",
        chosen ? "bg-selected font-medium" : "hover:bg-hover",
      )}
    >
      {Mark === undefined ? <Letter file={file} /> : <Mark file={file} />}
      <span className={clsx("truncate", file.kind === "deleted" && "text-text-3 line-through")}>
        {visibleName(nameOf(file.path))}
        <span className="sr-only">, {word}</span>
      </span>
      <span className="flex items-center gap-1.5">
        <Parts of="FileNote" file={file} />
        {file.binary ? (
          <span className="text-micro text-text-3">binary</span>
        ) : (
          <LineCount additions={file.additions} deletions={file.deletions} />
        )}
      </span>
    </button>
  );
});

/** What happened to a file, in one letter. */
export function Letter({ file: { kind } }: { readonly file: DiffFile }) {
  return (
    <span
      aria-hidden
      className={clsx(
        "text-center font-mono text-[10.5px] font-medium",
        kind === "added" && "text-add-text",
        kind === "deleted" && "text-del-text",
        kind === "conflicted" && "text-amber",
        !["added", "deleted", "conflicted"].includes(kind) && "text-text-3",
      )}
    >
      {kinds[kind].letter}
    </span>
  );
}
