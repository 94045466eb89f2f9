import { createStore, type StoreApi } from "zustand/vanilla";
import type { CursorPlace, MessageEditor } from "../editor.ts";
import type { Suggestion, SuggestionSource } from "./suggestion.ts";

/** The menu at a cursor as it is drawn. */
export interface SuggestingState {
  /** The source of what is shown; undefined while there is no menu. */
  readonly source: string | undefined;
  readonly items: readonly Suggestion[];
  /** The place of the one that Enter takes. */
  readonly active: number;
}

/** What names mean now, and the box that they stand in. */
export interface SuggestingContext {
  readonly sources: readonly SuggestionSource[];
  readonly editor: () => MessageEditor | undefined;
  /** Enter was meant for a name, and there is nothing of that name. */
  readonly onNothing: () => void;
}

/** Offers what the name at a cursor may mean. Escape sends the menu away until another name is typed. */
export interface Suggesting {
  readonly store: Pick<StoreApi<SuggestingState>, "getState" | "subscribe">;
  readonly onCursor: (place: CursorPlace | undefined) => void;
  /** Whether the menu took the key. */
  readonly onKey: (key: string) => boolean;
  readonly choose: (item: Suggestion) => void;
  /** Takes the place of what it worked with; a source of another version is asked again. */
  readonly use: (context: SuggestingContext) => void;
}

/** A name that is begun. */
interface Typed {
  readonly source: string;
  readonly text: string;
}

const closed: SuggestingState = { source: undefined, items: [], active: 0 };
const same = (a: Typed | undefined, b: Typed | undefined): boolean => a?.source === b?.source && a?.text === b?.text;

export function createSuggesting(): Suggesting {
  let context: SuggestingContext = { sources: [], editor: () => undefined, onNothing: () => {} };
  const store = createStore<SuggestingState>(() => closed);
  let typed: Typed | undefined;
  /** The name for which something was found, or nothing. */
  let found: Typed | undefined;
  let dismissed: Typed | undefined;
  let search = new AbortController();
  let before = "";
  /** Enter was pressed behind this before it was known what the name means; `since` was typed on meanwhile. */
  let hurried: { readonly before: string; readonly since: string } | undefined;

  const choose = (item: Suggestion, since = "") => {
    const box = context.editor();
    if (box === undefined || typed === undefined) return;
    item.choose(box, typed.text.length + 1 + since.length);
    if (since !== "") box.insertText(since.replace(/^ /, "")); // a name ends with a space of its own
    box.focus();
  };
  const show = (name: Typed, items: readonly Suggestion[]) => {
    const shown = store.getState();
    const active = same(found, name) ? Math.min(shown.active, Math.max(0, items.length - 1)) : 0;
    found = name;
    store.setState(items.length === 0 ? closed : { source: name.source, items, active });
    if (hurried === undefined) return;
    const { since } = hurried;
    hurried = undefined;
    const [first] = items;
    if (first !== undefined) choose(first, since);
    else if (since === "") context.onNothing();
  };
  const look = () => {
    search.abort();
    search = new AbortController();
    const { signal } = search;
    const name = typed;
    const source = context.sources.find((each) => each.name === name?.source);
    if (name === undefined || source === undefined || same(name, dismissed)) return store.setState(closed);
    // What was found for the letters before stands until there is something for these.
    if (store.getState().source !== name.source) store.setState(closed);
    source.find(name.text, (items) => signal.aborted || show(name, items), signal);
  };
  const nameAt = (place: CursorPlace | undefined): Typed | undefined => {
    if (place === undefined) return undefined;
    for (const source of context.sources) {
      const text = source.typed(place);
      if (text !== undefined) return { source: source.name, text };
    }
    return undefined;
  };

  return {
    store,
    choose: (item) => choose(item),
    use(next) {
      const versionIn = ({ sources }: SuggestingContext) => sources.find(({ name }) => name === typed?.source)?.version;
      const changed = versionIn(context) !== versionIn(next);
      context = next;
      if (changed) look();
    },
    onCursor(place) {
      if (hurried !== undefined && place?.before.startsWith(hurried.before)) {
        hurried = { ...hurried, since: place.before.slice(hurried.before.length) };
        return;
      }
      const next = nameAt(place);
      before = place?.before ?? "";
      if (same(next, typed)) return;
      typed = next;
      hurried = undefined;
      if (!same(dismissed, next)) dismissed = undefined;
      look();
    },
    onKey(key) {
      const { items, active } = store.getState();
      const takes = key === "Enter" || key === "Tab";
      const waits = typed !== undefined && !same(typed, found) && !same(typed, dismissed);
      if (takes && waits && hurried === undefined) {
        hurried = { before, since: "" };
        return true;
      }
      if (takes || key === "Escape") hurried = undefined;
      const item = items[active];
      if (item === undefined) return false;
      if (takes) choose(item);
      else if (key === "ArrowDown") store.setState({ active: (active + 1) % items.length });
      else if (key === "ArrowUp") store.setState({ active: (active + items.length - 1) % items.length });
      else if (key === "Escape") {
        dismissed = typed;
        store.setState(closed);
      } else return false;
      return true;
    },
  };
}
