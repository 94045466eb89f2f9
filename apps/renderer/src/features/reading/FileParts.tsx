import type { DiffFile } from "@flightdeck/contract";
import { Check, Circle } from "lucide-react";
import { useEffect } from "react";
import { useSelect } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { ReadRing } from "../../ui/ReadRing.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { useReview } from "../review/parts.ts";
import { headName, useReading } from "./context.ts";

const useFile = (path: string) => useSelect(useReading().store, (state) => state.files.get(path));

/** How much of a file is read: an empty ring, a part of one, a check. */
export function FileMark({ file }: { readonly file: DiffFile }) {
  const reading = useFile(file.path);
  const share = reading === undefined ? 0 : reading.read / reading.hunks;
  const label = share === 1 ? "read" : share === 0 ? "unread" : `${Math.round(share * 100)} % read`;
  return <ReadRing label={label} share={share} />;
}

/** A dot beside files with something new. */
export function FileNote({ file }: { readonly file: DiffFile }) {
  const fresh = useFile(file.path)?.fresh ?? 0;
  if (fresh === 0) return null;
  return (
    <span
      role="img"
      aria-label="changed since you looked"
      title="changed since you looked"
      className="size-1.5 rounded-full bg-accent-fill"
    />
  );
}

/** Who has to look at a file, where the repository says it. */
export function FileTags({ file }: { readonly file: DiffFile }) {
  const { store } = useReview();
  const tiers = useSelect(store, (state) => state.landing?.gate?.tiers);
  if (tiers?.human.includes(file.path) === true) return <Tag tone="line">human</Tag>;
  if (tiers?.none.includes(file.path) === true) return <Tag>no review</Tag>;
  return null;
}

/** How far a file is read, and the button that reads it whole. */
export function FileActions({ file }: { readonly file: DiffFile }) {
  const { store, inView } = useReading();
  const { place } = useReview();
  useEffect(() => store.want(file.path), [store, file.path]);
  useEffect(() => {
    inView.add(headName(file.path));
    return () => void inView.delete(headName(file.path));
  }, [inView, file.path]);
  const inFront = useSelect(place, (state) => state.front === file.path);
  const reading = useFile(file.path);
  if (reading === undefined) return null;
  const done = reading.read === reading.hunks;
  return (
    <>
      <span className="shrink-0 text-small text-text-3 tabular-nums @max-[460px]:hidden">
        {done ? "read" : `${reading.read.toLocaleString("en")} of ${reading.hunks.toLocaleString("en")} read`}
      </span>
      <Tip label={done ? "Mark the file unread" : "Mark the file read"} hint={done ? undefined : "V"}>
        <Button
          variant="plain"
          size="small"
          icon={done ? Circle : Check}
          hint={inFront && !done ? "V" : undefined}
          onClick={() => void store.mark({ paths: [file.path] }, !done)}
          className="-mr-1 shrink-0 @max-[760px]:[&_kbd]:hidden"
        >
          <span className="@max-[760px]:sr-only">{done ? "Mark file unread" : "Mark file read"}</span>
        </Button>
      </Tip>
    </>
  );
}
