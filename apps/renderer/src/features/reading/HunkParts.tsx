import { Check, Circle } from "lucide-react";
import { useEffect } from "react";
import { useSelect, useSelectSame } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Tip } from "../../ui/Tip.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Tag } from "../../ui/Marks.tsx";
import type { HunkRef } from "../review/parts.ts";
import { hunkName, useReading } from "./context.ts";
import { readingIn, type StretchReading } from "./hunks.ts";

const sameReading = (one: StretchReading | undefined, other: StretchReading | undefined): boolean =>
  one?.read === other?.read && one?.fresh === other?.fresh && one?.keys.join() === other?.keys.join();

/** Undefined until it is known. */
function useHunk(hunk: HunkRef): StretchReading | undefined {
  const { store } = useReading();
  const hunks = useSelect(store, (state) => state.changes.get(hunk.path)?.hunks);
  return useSelectSame(store, () => hunks && readingIn(hunk, hunks), sameReading);
}

export function HunkTags({ hunk }: { readonly hunk: HunkRef }) {
  const reading = useHunk(hunk);
  return reading?.fresh === true ? (
    <Tag tone="accent" className="shrink-0">
      <span>
        changed
        {/* Where the buttons beside it have just room enough for their words, it leaves some to them. */}
        <span className="@max-[380px]/hunk:sr-only @min-[560px]/hunk:@max-[680px]/hunk:sr-only"> since you looked</span>
      </span>
    </Tag>
  ) : null;
}

/** Reads a hunk, or takes that back. */
export function HunkActions({ hunk }: { readonly hunk: HunkRef }) {
  const { store } = useReading();
  const reading = useHunk(hunk);
  if (reading === undefined || reading.keys.length === 0) return null;
  const { read, keys } = reading;
  return (
    <Tip label={read ? "Mark the hunk unread" : "Mark the hunk read"} hint={read ? undefined : "E"}>
      <Button
        variant="plain"
        size="small"
        icon={read ? Circle : Check}
        hint={read ? undefined : "E"}
        onClick={() => void store.mark({ path: hunk.path, keys }, !read)}
      >
        {read ? "Unread" : "Read"}
        <span className="sr-only"> hunk</span>
      </Button>
    </Tip>
  );
}

/** Whether a hunk is read. */
export function HunkState({ hunk }: { readonly hunk: HunkRef }) {
  const { inView } = useReading();
  const reading = useHunk(hunk);
  const name = hunkName(hunk);
  useEffect(() => {
    inView.add(name);
    return () => void inView.delete(name);
  }, [inView, name]);
  if (reading?.read === true)
    return (
      <span className="flex items-center gap-1 pr-1 pl-1.5 text-text-3">
        <Icon of={Check} size={14} />
        read
      </span>
    );
  return null;
}
