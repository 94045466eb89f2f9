import { type AutomationForm, type FieldName, fields, keptForm, meaning } from "./form.ts";

/** What was written and is not saved yet, with what it was written over. */
export interface Edits {
  readonly form: AutomationForm;
  /** As the automation was when each field was touched; undefined for a new one. */
  readonly over?: AutomationForm;
}

/** What the form shows, and how it stands to what is saved. */
export interface Standing {
  readonly form: AutomationForm;
  /** Fields that say something else than what is saved. */
  readonly changed: readonly FieldName[];
  /** Changed here and, since then, elsewhere too. */
  readonly clashes: readonly FieldName[];
}

/** Whether a field says the same in both; what a kind of trigger does not use does not count. */
export function sameField(name: FieldName, a: AutomationForm, b: AutomationForm): boolean {
  const value = (form: AutomationForm): unknown => {
    switch (name) {
      case "when":
        return meaning(form.when);
      case "place":
        return {
          kind: form.place.kind,
          [form.place.kind]: form.place.kind === "thread" ? form.place.threadId : form.place.base,
        };
      case "projects":
        return form.projects.toSorted();
      default:
        return form[name];
    }
  };
  return JSON.stringify(value(a)) === JSON.stringify(value(b));
}

/** What is written here laid over what is saved: a field that nobody touched here follows what is saved, whoever changed it. */
export function standing(edits: Edits | undefined, saved: AutomationForm): Standing {
  if (edits === undefined) return { form: saved, changed: [], clashes: [] };
  const over = edits.over ?? saved;
  const touched = fields.filter((name) => !sameField(name, edits.form, over));
  const changed = touched.filter((name) => !sameField(name, edits.form, saved));
  return {
    form: { ...saved, ...pick(edits.form, touched) },
    changed,
    clashes: changed.filter((name) => !sameField(name, over, saved)),
  };
}

/** One more change in the form. */
export function withChange(edits: Edits | undefined, saved: AutomationForm, change: Partial<AutomationForm>): Edits {
  const { form, clashes } = standing(edits, saved);
  // What was touched before keeps what it was written over, so that a change from elsewhere still shows.
  const over = edits?.over === undefined ? saved : { ...saved, ...pick(edits.over, clashes) };
  return { form: { ...form, ...change }, over };
}

/** The person saw what was changed elsewhere, and keeps what is written here. */
export const keepingMine = (edits: Edits, saved: AutomationForm): Edits => ({
  form: standing(edits, saved).form,
  over: saved,
});

/** What was changed in both places is as it is saved; other changes stay. */
export function takingTheirs(edits: Edits, saved: AutomationForm): Edits {
  const { form, clashes } = standing(edits, saved);
  return { form: { ...form, ...pick(saved, clashes) }, over: saved };
}

const pick = (form: AutomationForm, names: readonly FieldName[]): Partial<AutomationForm> =>
  Object.fromEntries(names.map((name) => [name, form[name]]));

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const PREFIX = "flightdeck.automation.";
/** Under which a new automation is written. */
export const NEW = "new";

/** What is written and not saved, kept over reloads: by the automation's id, or `NEW`. */
export interface EditsStore {
  readonly of: (key: string) => Edits | undefined;
  readonly put: (key: string, edits: Edits | undefined) => void;
  /** Every key under which something is kept. */
  readonly keys: () => readonly string[];
  readonly subscribe: (listener: () => void) => () => void;
}

export function createEdits(shelf: Shelf): EditsStore {
  const known = new Map<string, Edits | undefined>();
  const listeners = new Set<() => void>();
  const of = (key: string): Edits | undefined => {
    if (!known.has(key)) known.set(key, read(shelf.getItem(PREFIX + key)));
    return known.get(key);
  };
  return {
    of,
    put(key, edits) {
      known.set(key, edits);
      try {
        if (edits === undefined) shelf.removeItem(PREFIX + key);
        else shelf.setItem(PREFIX + key, JSON.stringify(edits));
      } catch {
        // no room: it holds as long as the window
      }
      for (const listener of listeners) listener();
    },
    keys: () =>
      Array.from({ length: shelf.length }, (_, at) => shelf.key(at))
        .flatMap((key) => (key?.startsWith(PREFIX) === true ? [key.slice(PREFIX.length)] : []))
        .filter((key) => of(key) !== undefined),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function read(kept: string | null): Edits | undefined {
  if (kept === null) return undefined;
  try {
    const value = JSON.parse(kept) as { readonly form?: unknown; readonly over?: unknown } | null; // looked at here
    const form = keptForm(value?.form);
    const over = keptForm(value?.over);
    return form && { form, ...(over && { over }) };
  } catch {
    return undefined; // half written, or somebody else's
  }
}
