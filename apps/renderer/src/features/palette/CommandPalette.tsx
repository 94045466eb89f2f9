import { Command } from "cmdk";
import { Search } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useApp } from "../../app.tsx";
import { Kbd } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { type Found, findEntries } from "./entries.ts";
import { useHits } from "./useHits.tsx";
import { type PaletteEntry, usePaletteEntries } from "./usePaletteEntries.tsx";

const heading =
  "[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-micro [&_[cmdk-group-heading]]:text-text-3";

/** Everything there is to go to and to do, found by a few letters. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const { acts } = useApp();
  const entries = usePaletteEntries();
  const [typed, setTyped] = useState("");
  const [recent] = useState(acts.getState().recent);
  const list = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState("");
  const groups = [...findEntries(entries, recent, typed), ...useHits(typed)];
  const shown = groups.flatMap(({ found }) => found);
  // What was chosen may be gone with the next letter; then it is the best one.
  const selected = shown.some(({ entry }) => entry.key === chosen) ? chosen : (shown[0]?.entry.key ?? "");

  const run = (entry: PaletteEntry, work = entry.run) => {
    // A place in a thread is found again by its words, not by its name.
    if (!entry.key.startsWith("hit:")) acts.chose(entry.key);
    onClose();
    work();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const entry = shown.find((each) => each.entry.key === selected)?.entry;
    if (entry !== undefined) run(entry, entry.beside);
  };
  return (
    <Dialog open onClose={onClose} label="Command palette" className="w-[624px]">
      <Command
        loop
        label="Command palette"
        shouldFilter={false}
        value={selected}
        onValueChange={setChosen}
        onKeyDown={onKeyDown}
        className="flex max-h-[60vh] flex-col"
      >
        <div className="flex h-[46px] shrink-0 items-center gap-2.5 border-b border-line px-4">
          <Icon of={Search} />
          <Command.Input
            autoFocus
            value={typed}
            onValueChange={(text) => {
              setTyped(text);
              setChosen("");
              list.current?.scrollTo({ top: 0 });
            }}
            placeholder="Go to a thread, or do something"
            className="h-full flex-1 bg-transparent text-[15px] outline-none placeholder:text-text-3"
          />
        </div>
        <Command.List ref={list} className={`min-h-0 flex-1 overflow-y-auto pb-1.5 ${heading}`}>
          <Command.Empty className="px-4 py-6 text-center text-text-3">Nothing of that name</Command.Empty>
          {groups.map(({ heading: name, found }) => (
            <Command.Group key={name} heading={name}>
              {found.map((each) => (
                <Line key={each.entry.key} found={each} onSelect={() => run(each.entry)} />
              ))}
            </Command.Group>
          ))}
        </Command.List>
        <footer className="flex h-8 shrink-0 items-center gap-3 border-t border-line px-4 text-micro text-text-3">
          <span>
            <Kbd>↑</Kbd> <Kbd>↓</Kbd> move
          </span>
          <span>
            <Kbd>↵</Kbd> do
          </span>
          <span>
            <Kbd>Ctrl ↵</Kbd> open beside
          </span>
          <span className="flex-1" />
          <span>
            <Kbd>{">"}</Kbd> things to do
          </span>
          <span>
            <Kbd>#</Kbd> threads
          </span>
        </footer>
      </Command>
    </Dialog>
  );
}

function Line({
  found: { entry, marks },
  onSelect,
}: {
  readonly found: Found<PaletteEntry>;
  readonly onSelect: () => void;
}) {
  return (
    <Command.Item
      value={entry.key}
      onSelect={onSelect}
      className="mx-1.5 flex h-8 items-center gap-2.5 rounded-2 px-2.5 whitespace-nowrap data-[selected=true]:bg-selected data-[selected=true]:[--kbd-ink:var(--text-2)]"
    >
      {entry.icon}
      <span className="min-w-0 truncate">
        <Marked text={entry.title} marks={marks} />
      </span>
      {entry.note !== undefined && (
        <span className="ml-auto max-w-[45%] min-w-12 shrink truncate pl-3 text-small text-text-2">{entry.note}</span>
      )}
      {entry.hint !== undefined && <Kbd className="ml-auto">{entry.hint}</Kbd>}
    </Command.Item>
  );
}

/** A title with the letters that were looked for. */
function Marked({ text, marks }: { readonly text: string; readonly marks: ReadonlySet<number> }) {
  if (marks.size === 0) return text;
  const runs: { text: string; marked: boolean; at: number }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const last = runs.at(-1);
    const marked = marks.has(at);
    if (last?.marked === marked) last.text += text.charAt(at);
    else runs.push({ text: text.charAt(at), marked, at });
  }
  return runs.map(({ text: part, marked, at }) =>
    marked ? (
      <mark key={at} className="bg-transparent font-strong text-accent">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}
