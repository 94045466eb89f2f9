import type { ThreadId } from "@flightdeck/contract";

/** What a window tells the others: the threads in it, while the person looks at it. */
interface Looked {
  readonly window: string;
  readonly threads: readonly ThreadId[];
}

/** Among all windows one tells of what happened, and knows what is looked at in any of them. */
export interface Teller {
  /** Whether it is this window. */
  readonly tells: () => boolean;
  readonly inFront: (threadId: ThreadId) => boolean;
  /** Says what is shown here. */
  readonly show: (threads: readonly ThreadId[]) => void;
}

/** Joins the windows of this app until the signal ends it: the one that was first tells, then the next. */
export function joinTellers(
  {
    locks,
    name,
    channel,
  }: { readonly locks: LockManager | undefined; readonly name: string; readonly channel: BroadcastChannel },
  signal: AbortSignal,
): Teller {
  // Without locks (a page that is not secure) every window tells for itself.
  let tells = locks === undefined;
  const looked = new Map<string, readonly ThreadId[]>();
  let own: readonly ThreadId[] = [];
  const say = (threads: readonly ThreadId[]) => channel.postMessage({ window: name, threads } satisfies Looked);
  channel.addEventListener("message", ({ data }: MessageEvent<Looked | "who">) => {
    if (data === "who") say(own);
    else looked.set(data.window, data.threads);
  });
  channel.postMessage("who");
  locks
    ?.request("flightdeck.tell", { signal }, () => {
      tells = true;
      return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    })
    .catch(() => {}); // the window goes before its turn came
  signal.addEventListener(
    "abort",
    () => {
      say([]);
      channel.close();
    },
    { once: true },
  );
  return {
    tells: () => tells,
    inFront: (threadId) => own.includes(threadId) || [...looked.values()].some((threads) => threads.includes(threadId)),
    show(threads) {
      own = threads;
      say(threads);
    },
  };
}
