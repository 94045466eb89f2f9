import type { SearchHit, ThreadId } from "@flightdeck/contract";
import { Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useApp, useRow, useSelect } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useAge } from "../../ui/time.ts";
import { visibleName } from "../../ui/visibleText.ts";
import { Marked } from "./Marked.tsx";
import { useSearch } from "./useSearch.ts";
import { useShowHit } from "./useShowHit.ts";
import { kindWord, plainOf, withoutRepeats } from "./words.ts";

interface Group {
  readonly threadId: ThreadId;
  readonly hits: readonly SearchHit[];
}

/** Threads in the order of their best hits, each with all of its own. */
function byThread(hits: readonly SearchHit[]): readonly Group[] {
  const groups = new Map<ThreadId, SearchHit[]>();
  for (const hit of hits) groups.set(hit.threadId, [...(groups.get(hit.threadId) ?? []), hit]);
  return [...groups].map(([threadId, own]) => ({ threadId, hits: own }));
}

/** Titles and contents of all threads, in the sidebar's place. Arrows move through what was found, Enter shows it. */
export function SearchPanel({ asked, onClose }: { readonly asked: number; readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const { answer, failure } = useSearch(text);
  const input = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  // Asked for again while it is open: the question is there to be changed.
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [asked]);

  const move = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      return text === "" || document.activeElement !== input.current ? onClose() : setText("");
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const stops = [input.current, ...(panel.current?.querySelectorAll<HTMLElement>("[data-hit]") ?? [])];
    const at = stops.findIndex((element) => element === document.activeElement);
    stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
  };
  const groups = byThread(answer?.hits ?? []);
  return (
    <section ref={panel} aria-label="Search" className="flex min-h-0 flex-1 flex-col" onKeyDown={move}>
      <div className="mx-2 flex h-8 shrink-0 items-center gap-1.5 rounded-2 bg-raised pr-1 pl-2 inset-ring inset-ring-line-strong focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-focus">
        <Icon of={Search} />
        <input
          ref={input}
          type="search"
          aria-label="Search all threads"
          placeholder="Search all threads"
          autoFocus
          value={text}
          maxLength={10_000}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing)
              panel.current?.querySelector<HTMLElement>("[data-hit]")?.click();
          }}
          className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-text-3 [&::-webkit-search-cancel-button]:hidden"
        />
        <IconButton label="Close search" hint="Esc" icon={X} size="small" onClick={onClose} />
      </div>
      <div aria-live="polite" className="sr-only">
        {answer !== undefined && `${answer.hits.length} found`}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pt-2 pb-2">
        {failure !== undefined && <FailureNote failure={failure} />}
        {groups.map((group) => (
          <HitGroup key={group.threadId} group={group} />
        ))}
        {answer !== undefined && groups.length === 0 && failure === undefined && (
          <p className="px-2 pt-2 text-small text-text-3">Nothing found in titles and conversations.</p>
        )}
        {answer?.complete === false && (
          <p className="px-2 pt-2 text-small text-text-3">
            Older threads are still being read. Search again in a moment.
          </p>
        )}
        {text.trim() === "" && (
          <p className="px-2 pt-1 text-small text-text-3">
            Words from titles, messages, commands and changes. Put “quotes” around exact words.
          </p>
        )}
      </div>
    </section>
  );
}

function HitGroup({ group: { threadId, hits } }: { readonly group: Group }) {
  const { projects } = useApp();
  // What was found was found a while ago: the list knows what became of the thread.
  const row = useRow(threadId);
  const [first] = hits;
  const project = useSelect(projects, (state) => state.projects.find(({ id }) => id === first?.projectId)?.name);
  const show = useShowHit();
  if (first === undefined) return null;
  const own = withoutRepeats(hits.filter(({ kind }) => kind !== "title"));
  const title = hits.find(({ kind }) => kind === "title");
  return (
    <section aria-label={visibleName(first.title)} className="mb-2">
      <HitButton hit={title ?? { ...first, turnId: undefined, itemId: undefined }} onShow={show}>
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">
            {title === undefined ? visibleName(first.title) : <Marked snippet={title.snippet} />}
          </span>
          <span className="max-w-24 truncate text-micro text-text-3">
            {(row?.archived ?? first.archived) ? "archived" : visibleName(project ?? "")}
          </span>
        </span>
      </HitButton>
      {own.map((hit) => (
        <HitButton key={hit.itemId} hit={hit} onShow={show}>
          <span className="flex items-baseline gap-2 text-micro text-text-3">
            <span className="flex-1">{kindWord[hit.kind]}</span>
            <HitAge at={hit.at} />
          </span>
          <span className="line-clamp-2 text-small break-words text-text-2">
            <Marked snippet={hit.snippet} plain={plainOf(hit.kind)} />
          </span>
        </HitButton>
      ))}
    </section>
  );
}

const HitAge = ({ at }: { readonly at: number }) => <span className="tabular-nums">{useAge(at)}</span>;

function HitButton({
  hit,
  onShow,
  children,
}: {
  readonly hit: SearchHit;
  readonly onShow: ReturnType<typeof useShowHit>;
  readonly children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      data-hit
      onClick={(event) => onShow(hit, { beside: event.metaKey || event.ctrlKey })}
      className="block w-full rounded-2 px-2 py-1 text-left -outline-offset-1 hover:bg-hover"
    >
      {children}
    </button>
  );
}
