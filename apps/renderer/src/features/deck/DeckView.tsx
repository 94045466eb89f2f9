import { clsx } from "clsx";
import { LayoutGrid } from "lucide-react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import type { ThreadId } from "@flightdeck/contract";
import { useApp, useSelect, useSelectSame } from "../../app.tsx";
import { Button, Kbd } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Select } from "../../ui/Select.tsx";
import { useKeyHint } from "../acts/index.ts";
import { snoozedThreads } from "../attention/rollUp.ts";
import { openNew } from "../layout/store.ts";
import { DeckCard } from "./DeckCard.tsx";
import { Grouped } from "./Grouped.tsx";
import { deckOrder, sameOrder, type Sorting, standOf } from "./order.ts";
import { useDeckKeys } from "./useDeckKeys.ts";

const sortNames: readonly { readonly value: Sorting; readonly label: string }[] = [
  { value: "wait", label: "Longest wait" },
  { value: "newest", label: "Newest first" },
  { value: "name", label: "By name" },
];

/** A card is 300 wide at least. Groups stand beside each other where the row has room for the next one whole. */
const columns =
  "[--columns:1] @min-[612px]:[--columns:2] @min-[924px]:[--columns:3] @min-[1236px]:[--columns:4] @min-[1548px]:[--columns:5] @min-[1860px]:[--columns:6] @min-[2172px]:[--columns:7] @min-[2484px]:[--columns:8] @min-[2796px]:[--columns:9] @min-[3108px]:[--columns:10] @min-[3420px]:[--columns:11]";

/** A wall of live digests: who works, who is stuck, who is done, with the answer on the card. */
export function DeckView() {
  const { rows, projects, deck, deckPrefs, layout, rollUp } = useApp();
  const prefs = useSelect(deckPrefs, (state) => state);
  const names = useSelect(projects, (state) => state.projects);
  const snoozed = useSelectSame(rollUp, snoozedThreads, sameThreads);
  const order = useSelectSame(rows, (state) => deckOrder(state.rows, names, prefs, snoozed), sameOrder);
  const loaded = useSelect(rows, (state) => state.loaded);
  const [chosen, choose] = useState<ThreadId>();
  /** The focus is on the wall: keys answer. */
  const [within, setWithin] = useState(false);
  const wall = useRef<HTMLDivElement>(null);
  useEffect(() => deck.hold(), [deck]);
  useDeckKeys(wall);
  const newHint = useKeyHint("new-thread");
  const shown = order.groups.flatMap(({ threads }) => threads);
  const front = chosen !== undefined && shown.includes(chosen) ? chosen : shown[0];
  return (
    <section aria-label="Deck" className="flex min-h-0 min-w-0 flex-1 flex-col bg-pane">
      <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-3 pl-5 whitespace-nowrap">
        <h1 className="font-strong">Deck</h1>
        <Summary snoozed={snoozed} />
        <span className="flex-1" />
        <span className="flex items-center gap-1 text-micro text-text-3 max-[1100px]:hidden">
          <Kbd>←</Kbd>
          <Kbd>→</Kbd> move
          <Kbd className="ml-2">↵</Kbd> open
          <Kbd className="ml-2">S</Kbd> steer
        </span>
        <Grouped value={prefs.grouping} onChange={(grouping) => deckPrefs.set({ grouping })} />
        <Select
          label="Order"
          look="pick"
          value={prefs.sorting}
          choices={sortNames}
          onChange={(sorting) => deckPrefs.set({ sorting })}
        />
      </header>
      <div
        ref={wall}
        onFocus={() => setWithin(true)}
        onBlur={(event) => setWithin(event.currentTarget.contains(event.relatedTarget))}
        className="@container min-h-0 flex-1 overflow-y-auto px-5 pt-1.5 pb-4"
      >
        <div className={clsx("grid grid-cols-[repeat(var(--columns),minmax(0,1fr))] gap-x-3", columns)}>
          {order.groups.map(({ name, threads }) => (
            <section
              key={name}
              aria-label={name}
              style={{ "--cards": threads.length } as CSSProperties} // a variable of our own
              className="col-[span_min(var(--cards),var(--columns))] grid grid-cols-subgrid content-start"
            >
              <h2 className="col-span-full flex h-[34px] min-w-0 items-center gap-2 text-small font-strong whitespace-nowrap text-text-2 after:h-px after:flex-1 after:bg-line">
                <span className="truncate">{name}</span>
                <span className="font-normal text-text-3 tabular-nums">{threads.length}</span>
              </h2>
              <ul className="col-span-full mb-2 grid grid-cols-subgrid gap-y-3">
                {threads.map((threadId) => (
                  <li key={threadId} className="min-w-0">
                    <DeckCard
                      threadId={threadId}
                      front={threadId === front}
                      keys={within && threadId === front}
                      onFront={choose}
                    />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
        {order.more > 0 && (
          <p className="pt-1 text-small text-text-3">
            {order.more} more {order.more === 1 ? "thread is" : "threads are"} in the sidebar.
          </p>
        )}
        {loaded && shown.length === 0 && (
          <div className="grid h-full place-content-center justify-items-center gap-0.5 pb-16 text-center">
            <Icon of={LayoutGrid} className="mb-1.5 size-[18px] text-text-3" />
            <p className="font-strong">No threads yet</p>
            <p className="max-w-[300px] text-small text-balance text-text-2">
              Each thread gets a card here: what its agent does, what changed, what it waits for.
            </p>
            <Button className="mt-2" hint={newHint} onClick={() => layout.update((state) => openNew(state))}>
              New thread
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

interface Counts {
  readonly all: number;
  readonly running: number;
  readonly waiting: number;
}

const sameCounts = (a: Counts, b: Counts) => a.all === b.all && a.running === b.running && a.waiting === b.waiting;

const sameThreads = (a: ReadonlySet<ThreadId>, b: ReadonlySet<ThreadId>) =>
  a.size === b.size && [...a].every((id) => b.has(id));

function Summary({ snoozed }: { readonly snoozed: ReadonlySet<ThreadId> }) {
  const { rows } = useApp();
  const { all, running, waiting } = useSelectSame(
    rows,
    (state): Counts => {
      const current = [...state.rows.values()].filter((row) => !row.archived);
      const count = (stand: string) => current.filter((row) => standOf(row, snoozed) === stand).length;
      return { all: current.length, running: count("Running"), waiting: count("Waits for you") };
    },
    sameCounts,
  );
  return (
    <span className="min-w-0 truncate text-small text-text-3 tabular-nums">
      {all} {all === 1 ? "thread" : "threads"}, {running} running, {waiting} {waiting === 1 ? "waits" : "wait"} for you
    </span>
  );
}
