import type { PullRequest } from "@flightdeck/contract";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { useReview } from "../review/parts.ts";
import { whenSettled } from "../review/settled.ts";
import { createPullRequestStore, type PullRequestStore } from "./pullRequestStore.ts";

const Store = createContext<PullRequestStore | undefined>(undefined);

/** The pull request of the thread that is reviewed, read while the review is open. */
export function PullRequestAround({ children }: { readonly children: ReactNode }) {
  const { client } = useApp();
  const { threadId, store: review } = useReview();
  const [store] = useState(() => createPullRequestStore({ client, threadId, window, now: () => Date.now() }));
  useEffect(() => {
    const life = new AbortController();
    whenSettled(review, life.signal, () => store.run(life.signal));
    return () => life.abort();
  }, [review, store]);
  return <Store value={store}>{children}</Store>;
}

export function usePullRequestStore(): PullRequestStore {
  const store = use(Store);
  if (store === undefined) throw new Error("usePullRequestStore outside of a review");
  return store;
}

export function usePullRequest(): PullRequest | undefined {
  return useSelect(usePullRequestStore(), ({ standing }) =>
    standing?.kind === "found" ? standing.pullRequest : undefined,
  );
}
