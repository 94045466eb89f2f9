import type { Item, ItemId, OverrideRecord, Thread, ThreadWorktree, Turn, TurnId } from "@flightdeck/contract";
import { type Block, type Blocks, type LinkTargets, splitBlocks } from "./markdown/blocks.ts";
import { type FoldKind, foldOf, isStep } from "./steps.ts";

/** One line or card of the conversation. Rows that did not change are the same objects as before. */
export type Row =
  | { readonly kind: "worktree"; readonly key: string; readonly worktree: ThreadWorktree }
  | { readonly kind: "item"; readonly key: string; readonly item: Item; readonly turnId: TurnId }
  /** A block of what the agent says; long answers are many rows, so that only those in view are drawn. */
  | {
      readonly kind: "prose";
      readonly key: string;
      readonly itemId: ItemId;
      readonly block: Block;
      readonly links: LinkTargets;
      readonly growing: boolean;
      readonly cut: boolean;
      /** The whole message, with its first block once it is finished. */
      readonly message?: string;
      /** The next row goes on with it. */
      readonly joined: boolean;
    }
  | { readonly kind: "fold"; readonly key: string; readonly fold: FoldKind; readonly items: readonly Item[] }
  /** The plan moved on; its card, where it was first shown, has the whole of it. */
  | { readonly kind: "progress"; readonly key: string; readonly plan: PlanItem }
  | { readonly kind: "waiting"; readonly key: string; readonly since: number; readonly retrying?: Turn["retrying"] }
  | { readonly kind: "end"; readonly key: string; readonly turn: Turn }
  /** The person landed the work over the gate. */
  | { readonly kind: "override"; readonly key: string; readonly record: OverrideRecord }
  | { readonly kind: "quarantined"; readonly key: string; readonly rows: Thread["quarantined"] };

export type PlanItem = Extract<Item, { type: "plan" }>;

export type BuildRows = (thread: Thread, unfolded: ReadonlySet<TurnId>) => readonly Row[];

/** Whether everything before the loaded items is there. */
export const atBeginning = (thread: Thread): boolean =>
  thread.earlierTurns === 0 && (thread.turns[0]?.earlierItems ?? 0) === 0;

/**
 * Draws a thread up as rows. It remembers the rows of turns and items that did not change, and how far a growing answer was
 * read: one more delta costs one block, whatever the thread holds. `unfolded` names turns whose finished work stays open,
 * because the person watched it happen.
 */
export function createRows(): BuildRows {
  const turns = new Map<TurnId, { readonly turn: Turn; readonly folded: boolean; readonly rows: readonly Row[] }>();
  const growing = new Map<ItemId, Blocks>();
  const moved = new WeakMap<Item, Item>();
  const overrides = new WeakMap<OverrideRecord, Row>();

  const proseRows = (item: Item & { type: "agent_message" }): readonly Row[] => {
    const split = splitBlocks(item.text, growing.get(item.id));
    if (item.status === "running") growing.set(item.id, split);
    else growing.delete(item.id);
    const last = split.blocks.length - 1;
    return split.blocks.map((block, index) => ({
      kind: "prose",
      key: `${item.id}:${index}`,
      itemId: item.id,
      block,
      links: split.links,
      growing: index === last && item.status === "running",
      cut: index === last && item.status === "interrupted",
      joined: split.blocks[index + 1]?.joins === true,
      ...(index === 0 && item.status !== "running" ? { message: item.text } : {}),
    }));
  };

  const itemRows = (item: Item, turnId: TurnId): readonly Row[] =>
    item.type === "agent_message" ? proseRows(item) : [{ kind: "item", key: item.id, item, turnId }];

  const rowsOf = (turn: Turn, folded: boolean): readonly Row[] => {
    const known = turns.get(turn.id);
    if (known?.turn === turn && known.folded === folded) return known.rows;
    const items = onePlan(turn.items, moved);
    const parts = folded ? foldFinished(items) : foldSteps(items);
    const rows: Row[] = parts.flatMap((part) => ("item" in part ? itemRows(part.item, turn.id) : [part]));
    if (turn.outcome === "running" && isWaiting(turn)) {
      const since = turn.items.at(-1)?.endedAt ?? turn.startedAt;
      rows.push({ kind: "waiting", key: `${turn.id}:waiting`, since, retrying: turn.retrying });
    }
    if (turn.outcome !== "running") rows.push({ kind: "end", key: `${turn.id}:end`, turn });
    const before = new Map(known?.rows.map((row) => [row.key, row]));
    const kept = rows.map((row) => keep(before.get(row.key), row));
    turns.set(turn.id, { turn, folded, rows: kept });
    return kept;
  };

  const overrideRow = (record: OverrideRecord): Row => {
    const row = overrides.get(record) ?? { kind: "override", key: `override:${record.at}`, record };
    overrides.set(record, row);
    return row;
  };

  return (thread, unfolded) => {
    const rows: Row[] = [];
    const { worktree, quarantined } = thread;
    const overridden = (after: TurnId | undefined) =>
      (thread.overrides ?? []).filter((record) => record.after === after).map(overrideRow);
    if (worktree !== undefined && atBeginning(thread)) rows.push({ kind: "worktree", key: "worktree", worktree });
    if (atBeginning(thread)) rows.push(...overridden(undefined));
    for (const turn of thread.turns) {
      for (const row of rowsOf(turn, turn.outcome !== "running" && !unfolded.has(turn.id))) rows.push(row);
      rows.push(...overridden(turn.id));
    }
    // Turns that were rolled back are gone for good.
    if (turns.size > thread.turns.length) {
      const left = new Set(thread.turns.map(({ id }) => id));
      for (const id of turns.keys()) if (!left.has(id)) turns.delete(id);
    }
    if (quarantined.length > 0) rows.push({ kind: "quarantined", key: "quarantined", rows: quarantined });
    return rows;
  };
}

/** Nothing grows on screen: the model is at work, or being tried again. */
const isWaiting = (turn: Turn): boolean => {
  const last = turn.items.at(-1);
  return turn.retrying !== undefined || last === undefined || last.status !== "running";
};

type Part = Extract<Row, { kind: "fold" | "progress" }> | { readonly item: Item };

/** A turn's items as they are drawn: the plan's card stays where it first was and shows the newest; later ones mark progress. */
type Drawn = Item | Extract<Row, { kind: "progress" }>;

/** A plan that plan mode ended with is no progress of another one: it stands for itself. */
const isProgress = (item: Item): item is PlanItem => item.type === "plan" && item.proposal === undefined;

function onePlan(items: readonly Item[], moved: WeakMap<Item, Item>): readonly Drawn[] {
  const newest = items.findLast(isProgress);
  const first = items.find(isProgress);
  if (newest === undefined || first === undefined || newest === first) return items;
  const card = moved.get(newest) ?? { ...newest, id: first.id };
  moved.set(newest, card);
  return items.map((item) => {
    if (!isProgress(item)) return item;
    return item === first ? card : { kind: "progress", key: item.id, plan: item };
  });
}

const fold = (kind: FoldKind, items: readonly [Item, ...Item[]]): Part => ({
  kind: "fold",
  key: `${kind}:${items[0].id}`,
  fold: kind,
  items,
});

/** A turn that runs: steps in a row are one line, which the next step joins. */
export function foldSteps(items: readonly Drawn[]): readonly Part[] {
  const parts: Part[] = [];
  let steps: Item[] = [];
  const close = () => {
    const [first, ...others] = steps;
    if (first !== undefined) parts.push(fold("looked", [first, ...others]));
    steps = [];
  };
  for (const item of items) {
    if ("type" in item && isStep(item)) steps.push(item);
    else {
      close();
      parts.push("type" in item ? { item } : item);
    }
  }
  close();
  return parts;
}

/** A turn that ended: between two things that were said, a line for each kind of work. What failed otherwise stays in sight. */
export function foldFinished(items: readonly Drawn[]): readonly Part[] {
  const parts: Part[] = [];
  let stretch = new Map<FoldKind, Item[]>();
  const close = () => {
    for (const [kind, [first, ...others]] of stretch) {
      if (first === undefined) continue;
      // One command or one change is shown as what it is.
      if (others.length === 0 && (kind === "ran" || kind === "changed")) parts.push({ item: first });
      else parts.push(fold(kind, [first, ...others]));
    }
    stretch = new Map();
  };
  for (const item of items) {
    if (!("type" in item)) continue; // the plan says it all
    const kind = foldOf(item);
    if (kind === undefined) {
      close();
      parts.push({ item });
    } else stretch.set(kind, [...(stretch.get(kind) ?? []), item]);
  }
  close();
  return parts;
}

/** The row that was there before, when it says the same. */
function keep(before: Row | undefined, row: Row): Row {
  if (before === undefined || before.kind !== row.kind) return row;
  const same = (Object.keys(row) as (keyof Row)[]).every((name) => sameField(before[name], row[name]));
  return same ? before : row;
}

function sameField(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => value === b[index]);
  // The link targets of an answer: one small map.
  return isRecord(a) && isRecord(b) && Object.keys(a).length === 0 && Object.keys(b).length === 0;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
