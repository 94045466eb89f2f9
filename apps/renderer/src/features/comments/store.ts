import { type CommentAnchor, CommentId, MessageId, type ReviewComment, type ThreadId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Client, type ConnectionStore, type Failure, readFailure } from "../../client.ts";
import { follow } from "../../feed/follow.ts";
import { type Kept, readKept, writeKept } from "./kept.ts";

export interface CommentsState {
  /** The oldest first, with what this window typed and the host has not told back yet. */
  readonly comments: readonly ReviewComment[];
  readonly loaded: boolean;
  /** Why what was typed is not with the host. */
  readonly failure?: Failure;
  /** The comment to show, asked for from elsewhere in the window. */
  readonly wanted?: CommentId;
}

/** Where the cursor was in a comment that is being written, for a box that is drawn anew. */
export interface Caret {
  readonly id: CommentId;
  readonly start: number;
  readonly end: number;
}

/** The comments of one thread as this window knows and writes them. */
export interface CommentsStore extends Pick<StoreApi<CommentsState>, "getState" | "subscribe"> {
  /** A new comment on these lines, to be written now. */
  readonly begin: (anchor: CommentAnchor) => CommentId;
  readonly type: (id: CommentId, text: string) => void;
  /** It is written: it waits to be sent. One without words goes. */
  readonly add: (id: CommentId) => void;
  readonly edit: (id: CommentId) => void;
  readonly remove: (id: CommentId) => void;
  /** Brings a removed one back. */
  readonly restore: (comment: ReviewComment) => void;
  readonly resolve: (id: CommentId, resolved: boolean) => Promise<void>;
  /** Sends them as one message; what was typed is with the host before. */
  readonly send: (ids: readonly CommentId[], note: string, steer: boolean) => Promise<void>;
  readonly want: (id: CommentId | undefined) => void;
  readonly caret: () => Caret | undefined;
  readonly setCaret: (caret: Caret | undefined) => void;
  readonly run: (signal: AbortSignal) => void;
}

/** What this window typed and the host has not told back. */
interface Typed extends Kept {
  /** The host has it; its next word that says the same ends this entry. */
  readonly saved: boolean;
  /** Words of the host since, that said something else. */
  readonly passed: number;
}

/** What is typed is on this machine with each keystroke, and with the host as soon as it has answered the last save. */
export function createComments({
  client,
  connection,
  threadId,
  storage,
  newId,
  now,
}: {
  readonly client: Pick<Client, "comments">;
  readonly connection: ConnectionStore;
  readonly threadId: ThreadId;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly newId: () => string;
  readonly now: () => number;
}): CommentsStore {
  let told: readonly ReviewComment[] = [];
  const typed = new Map<CommentId, Typed>();
  const removed = new Set<CommentId>();
  /** Saves under way, one per comment. */
  const saving = new Map<CommentId, Promise<void>>();
  let caret: Caret | undefined;
  for (const [id, kept] of readKept(storage, threadId)) typed.set(id, { ...kept, saved: false, passed: 0 });
  const store = createStore<CommentsState>(() => ({ comments: merge(told, typed, removed), loaded: false }));

  const show = (change: Partial<CommentsState> = {}) =>
    store.setState({ comments: merge(told, typed, removed), ...change });

  const keep = () => {
    const unsaved = [...typed].filter(([, entry]) => !entry.saved);
    writeKept(storage, threadId, new Map(unsaved));
  };

  const put = (id: CommentId, fields: Partial<Kept>) => {
    const known = store.getState().comments.find((comment) => comment.id === id);
    const before = typed.get(id) ?? (known && keptOf(known));
    if (before === undefined || known?.state === "sent") return;
    typed.set(id, { ...before, ...fields, saved: false, passed: 0 });
    keep();
    show();
    void save(id);
  };

  /** Saves until the host has what is there; the answer settles then. */
  const save = (id: CommentId): Promise<void> => {
    const running = saving.get(id);
    if (running !== undefined) return running;
    const work = (async () => {
      for (;;) {
        const entry = typed.get(id);
        if (entry === undefined || entry.saved) return;
        const { anchor, text, state } = entry;
        await client.comments.save({ threadId, commentId: id, anchor, text, state });
        if (typed.get(id) === entry) typed.set(id, { ...entry, saved: true });
        keep();
        if (store.getState().failure !== undefined) show({ failure: undefined });
      }
    })()
      .catch((error: unknown) => {
        const failure = readFailure(error);
        if (failure.code === "comment_sent") {
          typed.delete(id);
          keep();
        }
        show(failure.code === "comment_sent" ? {} : { failure });
        throw error;
      })
      .finally(() => saving.delete(id));
    saving.set(id, work);
    work.catch(() => undefined);
    return work;
  };

  const hear = (comments: readonly ReviewComment[]) => {
    told = comments;
    for (const comment of comments) {
      const entry = typed.get(comment.id);
      if (entry === undefined) continue;
      const same = comment.text === entry.text && comment.state === entry.state;
      // Another window's word may stand against ours that is saved: the second time it is the newer one.
      if (comment.state === "sent" || (entry.saved && (same || entry.passed > 0))) typed.delete(comment.id);
      else if (entry.saved) typed.set(comment.id, { ...entry, passed: entry.passed + 1 });
    }
    const there = new Set(comments.map(({ id }) => id));
    for (const id of removed) if (!there.has(id)) removed.delete(id);
    keep();
    show({ loaded: true });
  };

  const remove: CommentsStore["remove"] = (id) => {
    typed.delete(id);
    removed.add(id);
    keep();
    show();
    const after = saving.get(id) ?? Promise.resolve();
    after
      .catch(() => undefined)
      .then(() => client.comments.delete({ threadId, commentId: id }))
      .catch((error: unknown) => {
        removed.delete(id);
        show({ failure: readFailure(error) });
      });
  };

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    begin(anchor) {
      const id = CommentId.parse(newId());
      typed.set(id, { anchor, text: "", state: "writing", madeAt: now(), saved: false, passed: 0 });
      caret = { id, start: 0, end: 0 };
      show();
      return id;
    },
    type: (id, text) => put(id, { text }),
    add(id) {
      const comment = store.getState().comments.find((one) => one.id === id);
      if (comment?.text.trim() === "") remove(id);
      else put(id, { state: "added" });
      caret = undefined;
    },
    edit(id) {
      const length = store.getState().comments.find((one) => one.id === id)?.text.length ?? 0;
      caret = { id, start: length, end: length };
      put(id, { state: "writing" });
    },
    remove,
    restore(comment) {
      removed.delete(comment.id);
      typed.set(comment.id, { ...keptOf(comment), saved: false, passed: 0 });
      keep();
      show();
      void save(comment.id);
    },
    async resolve(id, resolved) {
      await client.comments.resolve({ threadId, commentId: id, resolved });
    },
    async send(ids, note, steer) {
      await Promise.all(ids.map(save));
      const messageId = MessageId.parse(newId());
      await client.comments.send({ threadId, messageId, commentIds: [...ids], note, steer });
    },
    want: (wanted) => show({ wanted }),
    caret: () => caret,
    setCaret: (next) => {
      caret = next;
    },
    run(signal) {
      void follow<{ readonly comments: readonly ReviewComment[] }>({
        connection,
        signal,
        open: (life) => client.comments.watch({ threadId }, { signal: life }),
        onEvent: ({ comments }) => {
          hear(comments);
          // What a lost connection held up goes now.
          for (const [id, entry] of typed) if (!entry.saved && entry.text !== "") void save(id);
        },
        onRefused: (failure) => show({ failure }),
      });
    },
  };
}

const keptOf = ({ scope, path, side, lines, quote, text, state, madeAt }: ReviewComment): Kept => ({
  anchor: { scope, path, side, lines, quote },
  text,
  state: state === "writing" ? "writing" : "added",
  madeAt,
});

/** The host's comments with what was typed over them here. */
function merge(
  told: readonly ReviewComment[],
  typed: ReadonlyMap<CommentId, Kept>,
  removed: ReadonlySet<CommentId>,
): readonly ReviewComment[] {
  const known = new Set(told.map(({ id }) => id));
  const fresh = [...typed].filter(([id]) => !known.has(id));
  return [
    ...told
      // One without words that nobody is at was given up before a word was written.
      .filter(({ id, text }) => !removed.has(id) && (text !== "" || typed.has(id)))
      .map((comment) => {
        const entry = typed.get(comment.id);
        return entry === undefined ? comment : { ...comment, text: entry.text, state: entry.state };
      }),
    ...fresh.map(([id, { anchor, text, state, madeAt }]) => ({ ...anchor, id, text, state, madeAt })),
  ];
}
