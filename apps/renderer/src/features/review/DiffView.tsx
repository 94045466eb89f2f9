import type { DiffFile } from "@flightdeck/contract";
import { type CodeViewHandle, CodeView, WorkerPoolContext } from "@pierre/diffs/react";
import type { CodeViewDiffItem, CodeViewItem } from "@pierre/diffs";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, type Ref, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { LineCount, Tag } from "../../ui/Marks.tsx";
import { syntaxPool, themes } from "../../ui/syntax/pool.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { emptyDiff, notesOf, type ReadPatch } from "./patch.ts";

export interface DiffHandle {
  readonly show: (path: string) => void;
}

/** Files of which the patch is asked for beyond those in view. */
const AHEAD = 15;
/** Files with more changed lines come folded: they are seldom written by hand. */
const HUGE = 3000;

/** All diffs in one list, as long as it may be: what is not in view is neither drawn nor fetched. */
export const DiffView = memo(function DiffView({
  ref,
  files,
  patches,
  style,
  onWant,
  onFront,
}: {
  readonly ref: Ref<DiffHandle>;
  readonly files: readonly DiffFile[];
  readonly patches: ReadonlyMap<string, ReadPatch>;
  readonly style: "unified" | "split";
  readonly onWant: (paths: readonly string[]) => void;
  readonly onFront: (path: string) => void;
}) {
  const view = useRef<CodeViewHandle<undefined, undefined>>(null);
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(() => new Map());
  const isFolded = useCallback(
    (file: DiffFile) => turned.get(file.path) ?? file.additions + file.deletions > HUGE,
    [turned],
  );
  const items = useItems(files, patches, isFolded);
  const byPath = useMemo(() => new Map(files.map((file, index) => [file.path, { file, index }])), [files]);

  const look = useCallback(() => {
    const shown = view.current?.getInstance()?.getRenderedItems() ?? [];
    const first = byPath.get(shown[0]?.id ?? files[0]?.path ?? "")?.index ?? 0;
    const last = byPath.get(shown.at(-1)?.id ?? "")?.index ?? first;
    const near = files.slice(first, last + 1 + AHEAD).filter((file) => !isFolded(file));
    onWant(near.map(({ path }) => path));
  }, [byPath, files, isFolded, onWant]);

  // A file that is gone to before it, or those above it, have their lines is gone to again when they come.
  const aim = useRef<string>(undefined);
  const goTo = useCallback((path: string) => view.current?.scrollTo({ type: "item", id: path, align: "start" }), []);
  useEffect(() => {
    if (aim.current !== undefined) goTo(aim.current);
    if (aim.current !== undefined && patches.has(aim.current)) aim.current = undefined;
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [look, goTo, items, patches]);

  useImperativeHandle(ref, () => ({
    show(path) {
      aim.current = patches.has(path) ? undefined : path;
      goTo(path);
      onWant([path]);
    },
  }));

  const onScroll = useCallback(() => {
    look();
    const viewer = view.current?.getInstance();
    if (viewer === undefined) return;
    const top = viewer.getScrollTop();
    const front = viewer.getRenderedItems().findLast(({ id }) => (viewer.getTopForItem(id) ?? Infinity) <= top + 1);
    if (front !== undefined) onFront(front.id);
  }, [look, onFront]);

  const renderCustomHeader = useCallback(
    (item: CodeViewItem<undefined>) => {
      const file = byPath.get(item.id)?.file;
      if (file === undefined) return null;
      const folded = isFolded(file);
      const toggle = () => setTurned(new Map(turned).set(file.path, !folded));
      return <FileHead file={file} patch={patches.get(file.path)} folded={folded} onToggle={toggle} />;
    },
    [byPath, isFolded, patches, turned],
  );

  const options = useMemo(
    () => ({
      theme: themes,
      diffStyle: style,
      diffIndicators: "classic" as const,
      hunkSeparators: "metadata" as const,
      lineDiffType: "word" as const,
      overflow: "scroll" as const,
      stickyHeaders: true,
      unsafeCSS: shadowStyle,
      itemMetrics: { lineHeight: 20, diffHeaderHeight: 34, hunkSeparatorHeight: 26, spacing: 0, paddingBottom: 0 },
      layout: { paddingTop: 0, paddingBottom: 24, gap: 0 },
      onPostRender: letKeysScroll,
    }),
    [style],
  );

  return (
    <WorkerPoolContext value={syntaxPool()}>
      <CodeView
        ref={view}
        className="review-diff min-h-0 min-w-0 overflow-auto"
        items={items}
        options={options}
        onScroll={onScroll}
        renderCustomHeader={renderCustomHeader}
      />
    </WorkerPoolContext>
  );
});

/** Long lines scroll sideways, by the keyboard too. */
function letKeysScroll(node: HTMLElement): void {
  for (const code of node.shadowRoot?.querySelectorAll<HTMLElement>("code[data-code]") ?? []) code.tabIndex = 0;
}

/** The list's items; those of files that did not change are the same objects. */
function useItems(
  files: readonly DiffFile[],
  patches: ReadonlyMap<string, ReadPatch>,
  isFolded: (file: DiffFile) => boolean,
): readonly CodeViewDiffItem[] {
  const [known] = useState(() => new Map<string, { readonly key: string; readonly item: CodeViewDiffItem }>());
  return useMemo(() => {
    const wanted = files.map((file): CodeViewDiffItem => {
      const patch = patches.get(file.path);
      const collapsed = isFolded(file);
      const key = `${patch?.version ?? 0}:${collapsed}:${file.kind}:${file.additions}:${file.deletions}:${file.binary}`;
      const before = known.get(file.path);
      if (before?.key === key) return before.item;
      const version = (before?.item.version ?? 0) + 1;
      const fileDiff = patch?.diff ?? emptyDiff(file.path);
      const item: CodeViewDiffItem = { id: file.path, type: "diff", fileDiff, version, collapsed };
      known.set(file.path, { key, item });
      return item;
    });
    return wanted;
  }, [files, patches, isFolded, known]);
}

function FileHead({
  file,
  patch,
  folded,
  onToggle,
}: {
  readonly file: DiffFile;
  readonly patch: ReadPatch | undefined;
  readonly folded: boolean;
  readonly onToggle: () => void;
}) {
  const path = visibleName(file.path);
  const cut = path.lastIndexOf("/") + 1;
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
      <span className="mono flex min-w-0 items-baseline" title={path}>
        <span dir="rtl" className="min-w-0 shrink-[9999] truncate text-text-3">
          <bdi dir="ltr">{path.slice(0, cut)}</bdi>
        </span>
        <span className="min-w-0 truncate">{path.slice(cut)}</span>
      </span>
      <LineCount additions={file.additions} deletions={file.deletions} className="shrink-0" />
      {notesOf(file, patch).map((note) => (
        <Tag key={note}>{note}</Tag>
      ))}
      {file.oldPath !== undefined && (
        <span className="mono truncate text-text-3" title={visibleName(file.oldPath)}>
          from {visibleName(file.oldPath)}
        </span>
      )}
      <span className="flex-1" />
      <span className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
        <CopyButton text={file.path} label="Copy the path" />
      </span>
      {folded && file.additions + file.deletions > HUGE && (
        <span className="text-micro text-text-3">large, folded</span>
      )}
    </div>
  );
}

/** Inside the library's shadow roots our rules do not reach: its parts take the tokens here. */
const shadowStyle = `
:host { color-scheme: inherit; }
[data-separator="metadata"] { height: 26px; border-block: 1px solid var(--line); box-sizing: border-box; }
[data-separator="metadata"] [data-separator-wrapper] { font: 400 11px/24px var(--font-mono); color: var(--text-3); padding-inline: 10px; }
[data-column-number] { font-size: 11px; padding-left: 10px; padding-right: 8px; }
[data-line] { font-feature-settings: "calt" 0, "zero"; tab-size: 4; }
[data-indicators="classic"] :is([data-line], [data-no-newline]) { padding-inline-start: 22px; }
[data-indicators="classic"] :is([data-line], [data-no-newline])::before { left: 8px !important; }
[data-no-newline] { color: var(--text-3); }
[data-line-type="change-addition"]:is([data-line], [data-no-newline]) { --diffs-line-bg: var(--add-bg); }
[data-line-type="change-deletion"]:is([data-line], [data-no-newline]) { --diffs-line-bg: var(--del-bg); }
[data-line-type="change-addition"]:is([data-column-number], [data-gutter-buffer]) { --diffs-line-bg: var(--add-gutter); }
[data-line-type="change-deletion"]:is([data-column-number], [data-gutter-buffer]) { --diffs-line-bg: var(--del-gutter); }
[data-diff-span] { border-radius: 2px; }
:is([data-diff-span], [data-diff-span] span)[style*="--syn-comment"] { color: var(--text-2); }
`;
