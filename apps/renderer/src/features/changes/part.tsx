import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { useFailed } from "../../ui/useFailed.ts";
import { useAct } from "../acts/index.ts";
import { type ReviewPart, useReview } from "../review/parts.ts";
import { FileActions, FileTags, HunkActions, HunkTags, SelectionActions } from "./buttons.tsx";
import { type ChangesHere, ChangesContext } from "./context.ts";
import { AllChanges, RevertAll, UndoBar } from "./Everything.tsx";
import { type ChangesAct, createChangesStore, type ChosenPart } from "./store.ts";

function Around({ children }: { readonly children: ReactNode }) {
  const { client } = useApp();
  const { threadId, store: review } = useReview();
  const failed = useFailed();
  const [store] = useState(() => createChangesStore({ client, threadId, review, failed, now: Date.now }));
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    const life = new AbortController();
    store.run(life.signal);
    return () => life.abort();
  }, [store]);
  const here = useMemo<ChangesHere>(() => ({ store, askRevertAll: () => setAsking(true) }), [store]);
  return (
    <ChangesContext value={here}>
      <Keys here={here} />
      {children}
      <RevertAll open={asking} onClose={() => setAsking(false)} />
    </ChangesContext>
  );
}

/** What keys and the palette do: with the selected lines, or else with the hunk or the file in front. */
function Keys({ here: { store, askRevertAll } }: { readonly here: ChangesHere }) {
  const { place, select, store: review } = useReview();
  const lines = (act: ChangesAct) => () => {
    const { selection, hunk } = place.getState();
    const chosen = selection !== undefined && selection.removed.length + selection.added.length > 0 ? selection : hunk;
    if (chosen === undefined) return;
    store.act(act, [{ path: chosen.path, lines: chosen }]);
    if (selection !== undefined) select(undefined);
  };
  const file = (act: ChangesAct) => () => {
    const path = place.getState().front ?? review.getState().diff?.files[0]?.path;
    const chosen: readonly ChosenPart[] = path === undefined ? [] : [{ path }];
    if (chosen.length > 0) store.act(act, chosen);
  };
  const newest = useSelect(store, ({ reverts }) => reverts[0]);
  const any = useSelect(review, ({ diff }) => diff !== undefined && diff.files.length > 0);
  useAct("stage-hunk", lines("stage"), any);
  useAct("unstage-hunk", lines("unstage"), any);
  useAct("revert-hunk", lines("revert"), any);
  useAct("stage-file", file("stage"), any);
  useAct("unstage-file", file("unstage"), any);
  useAct("revert-file", file("revert"), any);
  useAct("stage-all", () => store.act("stage", "all"), any);
  useAct("unstage-all", () => store.act("unstage", "all"), any);
  useAct("revert-all", askRevertAll, any);
  useAct("undo-revert", () => newest && store.undo(newest.id), newest !== undefined);
  return null;
}

/** Stage, unstage, revert and undo in the diff pane. */
export const changesPart: ReviewPart = {
  Around,
  Tools: AllChanges,
  Banner: UndoBar,
  FileTags,
  FileActions,
  HunkTags,
  HunkActions,
  SelectionActions,
};
