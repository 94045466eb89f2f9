import type { DiffFile } from "@flightdeck/contract";
import type { CodeViewDiffItem, CodeViewItem, CodeViewLineSelection } from "@pierre/diffs";
import {
  CodeView,
  type CodeViewAnnotationArgs,
  type CodeViewHandle,
  type CodeViewReactOptions,
  WorkerPoolContext,
} from "@pierre/diffs/react";
import {
  memo,
  type ReactNode,
  type Ref,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import { useSelect } from "../../app.tsx";
import { syntaxPool, themes } from "../../ui/syntax/pool.ts";
import { Annotations, AnnotationsContext, byPath, type Carried, placeAnnotations } from "./annotations.tsx";
import { shadowStyle } from "./diffStyle.ts";
import { DrawnContext } from "./drawn.ts";
import { createFindMarks, type Wanted } from "./findMarks.ts";
import { FileHead } from "./FileHead.tsx";
import { sameFile } from "./files.ts";
import { HunkHeads } from "./HunkHeads.tsx";
import { createHunkSlots } from "./hunkSlots.ts";
import { markLines } from "./markLines.ts";
import type { HunkRef, LineAnnotation, LinePoint, LineSelection } from "./parts.ts";
import { emptyDiff, type ReadPatch } from "./patch.ts";
import type { PlaceStore } from "./place.ts";
import { hunkRef, libSide, readRange, rowAt, rowsOf, writeRange } from "./rows.ts";
import { SelectionBar } from "./SelectionBar.tsx";
import { useGrowing } from "./useGrowing.ts";
import { usePlaceKept } from "./usePlaceKept.ts";
import { useAllAnnotations, useAllMarkedLines, useOnPlus } from "./usePartHooks.ts";

export interface DiffHandle {
  readonly show: (path: string, point?: LinePoint) => void;
  /** Brings a line into view that is not, and moves nothing otherwise. */
  readonly reveal: (path: string, point: LinePoint) => void;
}

/** Files of which the patch is asked for beyond those in view. */
const AHEAD = 15;
/** Files that are listed before the first of them has its lines: their heads alone would fill the screen. */
const FIRST = 8;

/** All diffs in one list, as long as it may be: what is not in view is neither drawn nor fetched. */
export const DiffView = memo(function DiffView({
  ref,
  files,
  patches,
  style,
  place,
  settled,
  foldedWhy,
  onFold,
  whole,
  wanted,
  onWhole,
  onWant,
}: {
  readonly ref: Ref<DiffHandle>;
  readonly files: readonly DiffFile[];
  readonly patches: ReadonlyMap<string, ReadPatch>;
  readonly style: "unified" | "split";
  readonly place: PlaceStore;
  /** The first lines had their time. */
  readonly settled: boolean;
  /** Why a file is folded; undefined while it is open. Keeps its identity while it answers the same. */
  readonly foldedWhy: (file: DiffFile) => string | undefined;
  readonly onFold: (path: string, folded: boolean) => void;
  /** Files that are shown with all of their unchanged lines. */
  readonly whole: ReadonlySet<string>;
  /** What is looked for in the lines. */
  readonly wanted: Wanted | undefined;
  readonly onWhole: (path: string, whole: boolean) => void;
  readonly onWant: (paths: readonly string[]) => void;
}) {
  const view = useRef<CodeViewHandle<Carried, undefined>>(null);
  const annotations = useAllAnnotations();
  const begun = settled || patches.size > 0 || files.slice(0, FIRST).every((file) => foldedWhy(file) !== undefined);
  const { some, all } = useGrowing(files, FIRST, begun);
  const items = useItems(some, patches, foldedWhy, annotations);
  const byKey = useMemo(() => new Map(annotations.map((one) => [one.key, one])), [annotations]);
  const filesByPath = useMemo(() => new Map(files.map((file, index) => [file.path, { file, index }])), [files]);
  const latest = useRef({ patches, style });
  useEffect(() => {
    latest.current = { patches, style };
  });

  const isListed = useCallback(
    (path: string) => (filesByPath.get(path)?.index ?? 0) < some.length,
    [filesByPath, some.length],
  );

  const look = useCallback(() => {
    const shown = view.current?.getInstance()?.getRenderedItems() ?? [];
    const first = filesByPath.get(shown[0]?.id ?? files[0]?.path ?? "")?.index ?? 0;
    const last = filesByPath.get(shown.at(-1)?.id ?? "")?.index ?? first;
    const near = some.slice(first, last + 1 + AHEAD).filter((file) => foldedWhy(file) === undefined);
    onWant(near.map(({ path }) => path));
  }, [filesByPath, some, files, foldedWhy, onWant]);

  // What is gone to before it, or the files above it, have their lines is gone to again when they come.
  const aim = useRef<{ readonly path: string; readonly point?: LinePoint }>(undefined);
  const goTo = useCallback(
    (path: string, point: LinePoint | undefined) => {
      const diff = latest.current.patches.get(path)?.diff;
      const row = point && diff && rowsOf(diff)[rowAt(rowsOf(diff), point)];
      view.current?.scrollTo(
        point !== undefined && row !== undefined
          ? { type: "line", id: path, lineNumber: point.line, side: libSide(point.side), align: "center" }
          : { type: "item", id: path, align: "start" },
      );
      // Keys mean the hunk that was gone to.
      const hunk = row && diff && hunkRef(path, diff, row.hunk);
      if (hunk !== undefined) place.setState({ hunk });
    },
    [place],
  );
  useEffect(() => {
    const target = aim.current;
    if (target !== undefined && isListed(target.path)) {
      goTo(target.path, target.point);
      if (patches.has(target.path)) aim.current = undefined;
    }
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [look, goTo, isListed, items, patches]);

  useImperativeHandle(ref, () => ({
    show(path, point) {
      const listed = isListed(path);
      aim.current = listed && patches.has(path) ? undefined : { path, ...(point && { point }) };
      if (listed) goTo(path, point);
      else all();
      onWant([path]);
    },
    reveal(path, point) {
      view.current?.scrollTo({
        type: "line",
        id: path,
        lineNumber: point.line,
        side: libSide(point.side),
        align: "nearest",
      });
    },
  }));

  const onScroll = useCallback(() => {
    look();
    const viewer = view.current?.getInstance();
    if (viewer === undefined) return;
    const top = viewer.getScrollTop();
    const front = viewer.getRenderedItems().findLast(({ id }) => (viewer.getTopForItem(id) ?? Infinity) <= top + 1);
    const now = place.getState().front;
    if (front === undefined || front.id === now) return;
    // At its end the list cannot bring a file to the top: the one that was gone to stays the one in front.
    const bottom = top + viewer.getHeight();
    const shown = now === undefined ? undefined : viewer.getTopForItem(now);
    if (bottom >= viewer.getScrollHeight() - 1 && shown !== undefined && shown > top && shown < bottom) return;
    place.setState({ front: front.id });
  }, [look, place]);

  const drawFinds = useFindMarks(view, wanted);
  const marks = useAllMarkedLines();
  const marksByPath = useRef(byPath(marks));
  useEffect(() => {
    marksByPath.current = byPath(marks);
    for (const { id, element } of view.current?.getInstance()?.getRenderedItems() ?? [])
      markLines(element, marksByPath.current.get(id) ?? []);
  }, [marks]);

  const onPlus = useRef<(selection: LineSelection) => void>(undefined);
  const plus = useOnPlus();
  useEffect(() => {
    onPlus.current = plus;
  });
  const choose = useCallback(
    (selection: LineSelection | undefined) => {
      if (selection === undefined) return place.setState({ selection: undefined });
      const diff = latest.current.patches.get(selection.path)?.diff;
      const row = diff && rowsOf(diff)[rowAt(rowsOf(diff), selection.end)];
      const hunk = diff && row && hunkRef(selection.path, diff, row.hunk);
      place.setState({ selection, ...(hunk && { hunk, front: selection.path }) });
    },
    [place],
  );
  const onSelectedLines = useCallback(
    (chosen: CodeViewLineSelection | null) => {
      const diff = chosen && latest.current.patches.get(chosen.id)?.diff;
      choose(chosen && diff ? readRange(chosen.id, diff, chosen.range, latest.current.style) : undefined);
    },
    [choose],
  );
  const selectedLines = useSelected(place, patches);
  usePlaceKept(place, patches, style);

  const [drawn] = useState(() => ({
    slots: createHunkSlots(),
    onHunk: (hunk: HunkRef) => place.setState({ hunk }),
  }));

  const renderCustomHeader = useCallback(
    (item: CodeViewItem<Carried>) => {
      const file = filesByPath.get(item.id)?.file;
      if (file === undefined) return null;
      const why = foldedWhy(file);
      const patch = patches.get(file.path);
      return (
        <>
          <FileHead
            file={file}
            patch={patch}
            folded={why !== undefined}
            why={why === "" ? undefined : why}
            whole={whole.has(file.path)}
            onToggle={() => onFold(file.path, why === undefined)}
            onWhole={(next) => onWhole(file.path, next)}
          />
          {patch !== undefined && why === undefined && <HunkHeads path={file.path} diff={patch.diff} />}
        </>
      );
    },
    [filesByPath, foldedWhy, onFold, whole, onWhole, patches],
  );

  const wantsPlus = plus !== undefined;
  const options = useMemo(
    (): CodeViewReactOptions<Carried, undefined> => ({
      theme: themes,
      diffStyle: style,
      diffIndicators: "classic",
      // Only this kind has a slot for what we put there. Lists of files know it, too; their types leave it out.
      hunkSeparators: "custom" as "metadata",
      lineDiffType: "word",
      overflow: "scroll",
      stickyHeaders: true,
      unsafeCSS: shadowStyle,
      itemMetrics: { lineHeight: 20, diffHeaderHeight: 34, hunkSeparatorHeight: 26, spacing: 0, paddingBottom: 0 },
      layout: { paddingTop: 0, paddingBottom: 24, gap: 0 },
      enableLineSelection: true,
      enableGutterUtility: wantsPlus,
      ...(wantsPlus && {
        onGutterUtilityClick: (
          range: CodeViewLineSelection["range"],
          { item }: { readonly item: { readonly id: string } },
        ) => {
          const diff = latest.current.patches.get(item.id)?.diff;
          const selection = diff && readRange(item.id, diff, range, latest.current.style);
          if (selection === undefined) return;
          choose(selection);
          onPlus.current?.(selection);
        },
      }),
      onPostRender: (
        node: HTMLElement,
        _: unknown,
        phase: string,
        { item }: { readonly item: { readonly id: string } },
      ) => {
        drawn.slots.read(node, phase === "unmount");
        if (phase === "unmount") return;
        letKeysScroll(node);
        markLines(node, marksByPath.current.get(item.id) ?? []);
        drawFinds();
      },
    }),
    [style, wantsPlus, drawn, choose, drawFinds],
  );

  return (
    <WorkerPoolContext value={syntaxPool()}>
      <DrawnContext value={drawn}>
        <AnnotationsContext value={byKey}>
          <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
            <CodeView<Carried>
              ref={view}
              className="review-diff min-h-0 min-w-0 flex-1 overflow-auto"
              items={items}
              options={options}
              selectedLines={selectedLines}
              onSelectedLinesChange={onSelectedLines}
              onScroll={onScroll}
              renderCustomHeader={renderCustomHeader}
              renderAnnotation={renderAnnotation}
            />
            <SelectionBar />
          </div>
        </AnnotationsContext>
      </DrawnContext>
    </WorkerPoolContext>
  );
});

const renderAnnotation = (...[{ metadata }]: CodeViewAnnotationArgs<Carried>): ReactNode => (
  <Annotations {...metadata} />
);

/** Marks what is looked for whenever lines are drawn, once per frame. */
function useFindMarks(
  view: RefObject<CodeViewHandle<Carried, undefined> | null>,
  wanted: Wanted | undefined,
): () => void {
  const [marks] = useState(() => createFindMarks(CSS.highlights));
  const latest = useRef<Wanted>(undefined);
  const frame = useRef(0);
  const draw = useCallback(() => {
    if (latest.current === undefined || frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      if (latest.current !== undefined)
        marks.show(view.current?.getInstance()?.getRenderedItems() ?? [], latest.current);
    });
  }, [view, marks]);
  useEffect(() => {
    latest.current = wanted;
    if (wanted === undefined) marks.clear();
    draw();
  }, [wanted, marks, draw]);
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      marks.clear();
    },
    [marks],
  );
  return draw;
}

/** Long lines scroll sideways, by the keyboard too. */
function letKeysScroll(node: HTMLElement): void {
  for (const code of node.shadowRoot?.querySelectorAll<HTMLElement>("code[data-code]") ?? []) code.tabIndex = 0;
}

/** The selection as the library wants it; none while the patch does not show its ends. */
function useSelected(place: PlaceStore, patches: ReadonlyMap<string, ReadPatch>): CodeViewLineSelection | null {
  const selection = useSelect(place, (state) => state.selection);
  const diff = selection && patches.get(selection.path)?.diff;
  return useMemo(() => {
    if (selection === undefined || diff === undefined) return null;
    const rows = rowsOf(diff);
    if (rowAt(rows, selection.start) < 0 || rowAt(rows, selection.end) < 0) return null;
    return { id: selection.path, range: writeRange(selection) };
  }, [selection, diff]);
}

const none: readonly LineAnnotation[] = [];

/** What an item was made of. */
interface Made {
  readonly file: DiffFile;
  readonly patch: ReadPatch | undefined;
  readonly collapsed: boolean;
  readonly about: readonly LineAnnotation[];
  /** Where the annotations stand, as one text. */
  readonly places: string;
  readonly item: CodeViewDiffItem<Carried>;
}

/** The list's items; those of files that did not change are the same objects. */
function useItems(
  files: readonly DiffFile[],
  patches: ReadonlyMap<string, ReadPatch>,
  foldedWhy: (file: DiffFile) => string | undefined,
  annotations: readonly LineAnnotation[],
): readonly CodeViewDiffItem<Carried>[] {
  const [known] = useState(() => new Map<string, Made>());
  return useMemo(() => {
    const all = byPath(annotations);
    return files.map((file): CodeViewDiffItem<Carried> => {
      const patch = patches.get(file.path);
      const collapsed = foldedWhy(file) !== undefined;
      const about = all.get(file.path) ?? none;
      const before = known.get(file.path);
      const same = before !== undefined && before.collapsed === collapsed && before.patch?.diff === patch?.diff;
      if (same && before.file === file && sameList(before.about, about)) return before.item;
      const placed = patch ? placeAnnotations(patch, about) : [];
      const places = placed.map((one) => `${one.side}${one.lineNumber}\n${one.metadata.keys.join("\n")}`).join("\n\n");
      const kept = same && before.places === places && sameHead(before.file, file) ? before.item : undefined;
      const item: CodeViewDiffItem<Carried> = kept ?? {
        id: file.path,
        type: "diff",
        fileDiff: patch?.diff ?? emptyDiff(file.path),
        version: (before?.item.version ?? 0) + 1,
        collapsed,
        annotations: [...placed],
      };
      known.set(file.path, { file, patch, collapsed, about, places, item });
      return item;
    });
  }, [files, patches, foldedWhy, annotations, known]);
}

const sameList = <Item,>(one: readonly Item[], other: readonly Item[]): boolean =>
  one === other || (one.length === other.length && one.every((item, at) => item === other[at]));

/** Whether a file's head says the same. */
const sameHead = (one: DiffFile, other: DiffFile): boolean =>
  one === other || sameFile({ ...one, version: other.version }, other);
