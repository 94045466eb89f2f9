import type {
  CommentAnchor,
  CommentId,
  CommentPlace,
  DiffScope,
  LoggedEvent,
  MessageId,
  ReviewComment,
  SentComments,
  Thread,
  ThreadId,
  TurnId,
} from "@flightdeck/contract";
import { AppError } from "../errors/index.ts";
import { Feed } from "../feed/index.ts";
import { createInTurn, type Trees } from "../git/index.ts";
import type { Store } from "../store/index.ts";
import { baselinesIn, findAnchor, placesIn, type SentPlace } from "./anchors.ts";
import { followUp } from "./followUp.ts";
import { dropTree, dropTrees, keepTree } from "./keepsakes.ts";
import { asSeen, type CommentRow, commentRows } from "./rows.ts";
import { commentsMessage } from "./words.ts";

/** What comments need of the other features. */
export interface CommentsOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly report: (message: string, error: unknown) => void;
  /** The thread as its log tells it. Throws `thread_not_found`. */
  readonly thread: (threadId: ThreadId) => Thread;
  /** The turn whose message that is, if the thread still has it. */
  readonly turnOf: (threadId: ThreadId, messageId: MessageId) => TurnId | undefined;
  /** The turn's place in the thread, from 1; undefined for one that was taken back. */
  readonly numberOf: (threadId: ThreadId, turnId: TurnId) => number | undefined;
  /** The root of the checkout that the thread works in. Throws `worktree_missing`. */
  readonly rootOf: (threadId: ThreadId) => string;
  /** What a scope compares now. */
  readonly trees: (threadId: ThreadId, scope: DiffScope, signal?: AbortSignal) => Promise<Trees>;
  /** The files as they are, byte for byte, as the turns' checkpoints have them. */
  readonly filesNow: (root: string, signal?: AbortSignal) => Promise<string>;
  /** Sends a message; `also` is kept with it or not at all. */
  readonly say: (threadId: ThreadId, message: Said) => "turn" | "queue" | "steer";
}

export interface Said {
  readonly id: MessageId;
  readonly text: string;
  readonly comments: SentComments;
  readonly steer: boolean;
  readonly also: () => void;
}

export interface NewComment {
  readonly commentId: CommentId;
  readonly anchor: CommentAnchor;
  readonly text: string;
  readonly state: "writing" | "added";
}

export interface Sending {
  readonly messageId: MessageId;
  readonly commentIds: readonly CommentId[];
  readonly note: string;
  readonly steer: boolean;
}

/** What the person says to lines of threads' diffs: kept as it is typed, sent, and followed through what the agent does. */
export interface Comments {
  /** Throws `thread_not_found`. */
  watch(
    threadId: ThreadId,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly comments: readonly ReviewComment[] }, void, void>;
  /** Kept when it returns; its lines are looked for behind. Throws `thread_not_found`, `comment_sent`. */
  save(threadId: ThreadId, comment: NewComment): void;
  /** Throws `comment_sent`. */
  delete(threadId: ThreadId, id: CommentId): void;
  /** Throws `comment_not_found`. */
  resolve(threadId: ThreadId, id: CommentId, resolved: boolean): void;
  /** Rejects with `comment_not_found`, `comment_sent`, and with what sending a message does. */
  send(threadId: ThreadId, sending: Sending, signal?: AbortSignal): Promise<"turn" | "queue" | "steer">;
  places(threadId: ThreadId, scope: DiffScope, signal?: AbortSignal): Promise<readonly CommentPlace[]>;
  /** An event of a thread, after it was kept. Never throws. */
  note(threadId: ThreadId, event: LoggedEvent): void;
  /** Lets go of what a deleted thread's comments keep in its repository. */
  forget(repository: string, threadId: ThreadId): Promise<void>;
  /** Settles when nothing is looked for any more. */
  settled(): Promise<void>;
}

export function openComments(options: CommentsOptions): Comments {
  const { store, now, report } = options;
  const rows = commentRows(store);
  const feeds = new Map<ThreadId, Feed<true>>();
  const inTurn = createInTurn();
  const underWay = new Set<Promise<void>>();

  const changed = (threadId: ThreadId): void => feeds.get(threadId)?.publish(true);

  const put = (...some: readonly CommentRow[]): void => {
    store.transaction(() => {
      for (const row of some) rows.put(row);
    });
  };

  /** Changes a comment as it is by now, if it is still there. */
  const change = (threadId: ThreadId, id: CommentId, fields: Partial<CommentRow>): void => {
    const row = rows.get(threadId, id);
    if (row === undefined) return;
    put({ ...row, ...fields });
    changed(threadId);
  };

  const behind = (threadId: ThreadId, what: string, work: () => Promise<void>): void => {
    const done = inTurn(threadId, work)
      .catch((error: unknown) => {
        // A folder that is gone or no repository has no lines to look for.
        if (!(error instanceof AppError)) report(what, error);
      })
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };

  const anchor = async (threadId: ThreadId, signal?: AbortSignal): Promise<void> => {
    for (const row of rows.list(threadId)) {
      if (row.anchor !== undefined) continue;
      const root = options.rootOf(threadId);
      const found = await findAnchor(root, await options.trees(threadId, row.scope, signal), row, signal);
      await keepTree(root, [row], "anchor", found.tree);
      if (rows.get(threadId, row.id) === undefined) await dropTree(root, threadId, row.id);
      else change(threadId, row.id, { anchor: found });
    }
  };

  /** Brings the comments to what became of the messages that they were sent with, and of their turns. */
  const settle = (threadId: ThreadId): void => {
    const thread = options.thread(threadId);
    const waiting = new Set<MessageId>([...thread.queue, ...thread.steers].map(({ id }) => id));
    const sent = rows.list(threadId).filter(({ messageId }) => messageId !== undefined);
    const there = (turn: { readonly id: TurnId } | undefined): boolean =>
      turn === undefined || options.numberOf(threadId, turn.id) !== undefined;
    const settled = sent.flatMap((row): CommentRow[] => {
      if (row.messageId === undefined || waiting.has(row.messageId)) return [];
      const id = row.turn !== undefined && there(row.turn) ? row.turn.id : options.turnOf(threadId, row.messageId);
      const number = id === undefined ? undefined : options.numberOf(threadId, id);
      // The message was taken back, or its turn: the agent knows nothing of it.
      if (id === undefined || number === undefined) return [unsent(row)];
      const gone = !there(row.addressed) || !there(row.answer?.turn);
      if (row.turn?.id === id && !gone) return [];
      return [
        {
          ...row,
          turn: { id, number },
          ...(there(row.addressed) ? {} : { addressed: undefined, checkedTurn: undefined }),
          ...(there(row.answer?.turn) ? {} : { answer: undefined }),
        },
      ];
    });
    if (settled.length === 0) return;
    put(...settled);
    changed(threadId);
  };

  const follow = (threadId: ThreadId): void =>
    behind(threadId, "what became of comments could not be seen", async () => {
      const found = await followUp(options.thread(threadId), rows.list(threadId), () => options.rootOf(threadId));
      // A turn that was taken back meanwhile brought nothing.
      for (const [id, fields] of found) if (rows.get(threadId, id)?.turn !== undefined) change(threadId, id, fields);
    });

  const hear = (threadId: ThreadId, event: LoggedEvent): void => {
    switch (event.type) {
      case "queue.changed":
      case "steer.changed":
      case "thread.rolled_back":
        return rows.anySent(threadId) ? settle(threadId) : undefined;
      case "item.completed":
        return event.item.type === "user_message" && event.item.comments !== undefined ? settle(threadId) : undefined;
      case "turn.ended":
        return rows.anySent(threadId) ? follow(threadId) : undefined;
      case "checkpoint.made":
        return event.when === "after" && rows.anySent(threadId) ? follow(threadId) : undefined;
      default:
        return undefined;
    }
  };

  const places: Comments["places"] = async (threadId, scope, signal) => {
    if (rows.list(threadId).length === 0) return [];
    const root = options.rootOf(threadId);
    await inTurn(threadId, () => anchor(threadId, signal));
    return placesIn(root, await options.trees(threadId, scope, signal), rows.list(threadId), signal);
  };

  /** Where the comments' lines are; what git cannot say keeps nobody from being heard. */
  const look = async (
    threadId: ThreadId,
    ids: readonly CommentId[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<CommentId, SentPlace>> => {
    try {
      const root = options.rootOf(threadId);
      await inTurn(threadId, () => anchor(threadId, signal));
      const tree = await options.filesNow(root, signal);
      const asked = ids.flatMap((id) => rows.get(threadId, id) ?? []);
      const found = await baselinesIn(root, tree, asked, signal);
      const based = asked.filter(({ id }) => found.get(id)?.baseline !== undefined);
      await keepTree(root, based, "baseline", tree);
      return found;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      report("where comments are could not be seen", error);
      return new Map();
    }
  };

  const send: Comments["send"] = async (threadId, { messageId, commentIds, note, steer }, signal) => {
    const ids = [...new Set(commentIds)];
    const read = (): readonly CommentRow[] =>
      ids.map((id) => {
        const row = rows.get(threadId, id);
        if (row === undefined || row.text.trim() === "") throw new AppError("comment_not_found");
        if (row.messageId !== undefined && row.messageId !== messageId) throw new AppError("comment_sent");
        return row;
      });
    options.thread(threadId);
    const again = read().every((row) => row.messageId === messageId);
    const found = again ? new Map<CommentId, SentPlace>() : await look(threadId, ids, signal);
    // What was typed or sent while git looked is what counts.
    const chosen = read();
    let next = rows.nextNumber(threadId);
    const told = chosen.map((row) => {
      const place = found.get(row.id);
      const { path, lines } = place?.now ?? row;
      const { id, side, quote } = row;
      const number = row.number ?? next++;
      return { id, number, path, side, lines, text: row.text.trim(), quote, outdated: place?.outdated ?? false };
    });
    const toAll = note === "" ? {} : { note };
    const comments: SentComments = {
      ...toAll,
      list: told.map(({ id, number, path, side, lines, text }) => ({ id, number, path, side, lines, text })),
    };
    const sentAt = now();
    const delivery = options.say(threadId, {
      id: messageId,
      text: commentsMessage({ ...toAll, list: told }),
      comments,
      steer,
      also: () => {
        chosen.forEach((row, i) => {
          const { baseline } = found.get(row.id) ?? {};
          const number = told[i]?.number;
          rows.put({ ...unsent(row), state: "sent", text: row.text.trim(), number, messageId, sentAt, baseline });
        });
      },
    });
    // The thread told of the message before it was kept with its comments as sent.
    settle(threadId);
    changed(threadId);
    return delivery;
  };

  return {
    watch: (threadId, signal) => {
      options.thread(threadId);
      settle(threadId);
      if (rows.anySent(threadId)) follow(threadId);
      const feed = feeds.get(threadId) ?? new Feed<true>({ frame: 16, limit: 10_000, put: once, weight: () => 0 });
      feeds.set(threadId, feed);
      const deliveries = feed.watch(signal);
      const list = () => ({ comments: rows.list(threadId).map(asSeen) });
      return (async function* () {
        try {
          yield list();
          for await (const _ of deliveries) yield list();
        } finally {
          if (!feed.watched) feeds.delete(threadId);
        }
      })();
    },
    save: (threadId, { commentId, anchor: made, text, state }) => {
      options.thread(threadId);
      const known = rows.get(threadId, commentId);
      if (known?.state === "sent") throw new AppError("comment_sent");
      put(known === undefined ? newRow(threadId, commentId, made, text, state, now()) : { ...known, text, state });
      changed(threadId);
      if (known?.anchor === undefined)
        behind(threadId, "the lines of a comment could not be found", () => anchor(threadId));
    },
    delete: (threadId, id) => {
      const known = rows.get(threadId, id);
      if (known === undefined) return;
      if (known.state === "sent") throw new AppError("comment_sent");
      store.transaction(() => rows.delete(threadId, id));
      changed(threadId);
      if (known.anchor !== undefined)
        behind(threadId, "the lines of a comment stay kept", () => dropTree(options.rootOf(threadId), threadId, id));
    },
    resolve: (threadId, id, resolved) => {
      if (rows.get(threadId, id) === undefined) throw new AppError("comment_not_found");
      change(threadId, id, { resolvedAt: resolved ? now() : undefined });
    },
    send,
    places,
    note: (threadId, event) => {
      try {
        hear(threadId, event);
      } catch (error) {
        report("comments could not follow their thread", error);
      }
    },
    forget: dropTrees,
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** A watcher is told once, however much changed meanwhile. */
const once = (waiting: true[]): void => void waiting.splice(0, waiting.length, true);

const newRow = (
  threadId: ThreadId,
  id: CommentId,
  made: CommentAnchor,
  text: string,
  state: "writing" | "added",
  madeAt: number,
): CommentRow => ({ ...made, id, threadId, text, state, madeAt });

/** The comment as it was before it was sent; it keeps its number, so that no other one is called so. */
function unsent(row: CommentRow): CommentRow {
  const { messageId: _message, sentAt: _at, turn: _turn, addressed: _addressed, answer: _answer, ...rest } = row;
  const { baseline: _baseline, checkedTurn: _checked, ...draft } = rest;
  return { ...draft, state: "added" };
}
