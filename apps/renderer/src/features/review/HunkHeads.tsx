import type { FileDiffMetadata } from "@pierre/diffs";
import { memo, use, useMemo, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { useSelect } from "../../app.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { slotsByHunk } from "./hunkSlots.ts";
import { DrawnContext } from "./drawn.ts";
import { Parts } from "./PartSlots.tsx";
import { type HunkRef, useReview } from "./parts.ts";
import { hunkRef } from "./rows.ts";

/** The heads of a file's hunks that are in view, put into the room that the library leaves for them. */
export function HunkHeads({ path, diff }: { readonly path: string; readonly diff: FileDiffMetadata }) {
  const { slots } = use(DrawnContext);
  const [host, setHost] = useState<HTMLElement>();
  const names = useSyncExternalStore(slots.subscribe, () => slots.of(host));
  const byHunk = useMemo(() => [...slotsByHunk(names)], [names]);
  return (
    <>
      <span
        hidden
        ref={(mark) => {
          const found = mark?.closest<HTMLElement>("diffs-container") ?? undefined;
          if (found !== undefined) setHost(found);
        }}
      />
      {host !== undefined &&
        byHunk.map(([index, [first, second]]) => (
          <Head key={index} host={host} path={path} diff={diff} index={index} first={first ?? ""} second={second} />
        ))}
    </>
  );
}

const Head = memo(function Head({
  host,
  path,
  diff,
  index,
  first,
  second,
}: {
  readonly host: HTMLElement;
  readonly path: string;
  readonly diff: FileDiffMetadata;
  readonly index: number;
  readonly first: string;
  readonly second: string | undefined;
}) {
  const hunk = useMemo(() => hunkRef(path, diff, index), [path, diff, index]);
  const { onHunk } = use(DrawnContext);
  const current = useSelect(
    useReview().place,
    (state) => (state.hunk?.path === path && state.hunk.index === index) || undefined,
  );
  if (hunk === undefined) return null;
  const touch = () => onHunk(hunk);
  return createPortal(
    <>
      <div slot={first} className="review-hunk" data-current={current} onPointerDown={touch} onFocus={touch}>
        <Where hunk={hunk} />
        {second === undefined && <Right hunk={hunk} />}
      </div>
      {second !== undefined && (
        <div slot={second} className="review-hunk" data-current={current} onPointerDown={touch} onFocus={touch}>
          <Right hunk={hunk} />
        </div>
      )}
    </>,
    host,
  );
});

function Where({ hunk }: { readonly hunk: HunkRef }) {
  return (
    <>
      <span className="mono shrink-0 @max-[240px]:hidden">{hunk.header}</span>
      <span className="mono min-w-0 truncate text-text-2">{visibleName(hunk.section)}</span>
      <Parts of="HunkTags" hunk={hunk} />
    </>
  );
}

function Right({ hunk }: { readonly hunk: HunkRef }) {
  return (
    <span className="ml-auto flex shrink-0 items-center">
      <span
        className="review-hunk-actions flex items-center"
        role="group"
        aria-label={`Hunk ${hunk.index + 1} of ${visibleName(hunk.path)}`}
      >
        <Parts of="HunkActions" hunk={hunk} />
      </span>
      <Parts of="HunkState" hunk={hunk} />
    </span>
  );
}
