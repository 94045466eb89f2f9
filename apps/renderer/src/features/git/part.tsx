import { useMemo } from "react";
import { useSelect } from "../../app.tsx";
import { type LineAnnotation, type ReviewPart, useReview } from "../review/parts.ts";
import { CommentCard } from "./CommentCard.tsx";
import { PullRequestAround, usePullRequest } from "./context.tsx";
import { GitActions } from "./GitActions.tsx";
import { PullRequestStrip } from "./PullRequestStrip.tsx";

const none: readonly LineAnnotation[] = [];

/**
 * What others said to lines of the pull request, below them. The lines are counted in what was pushed: they are shown
 * against the base alone, and outdated ones only in the list.
 */
function useCommentAnnotations(): readonly LineAnnotation[] {
  const { store } = useReview();
  const scope = useSelect(store, (state) => state.scope);
  const pullRequest = usePullRequest();
  return useMemo(() => {
    if (pullRequest === undefined || scope.kind !== "branch") return none;
    return pullRequest.comments.flatMap((comment): readonly LineAnnotation[] => {
      const { place, resolved, outdated, id } = comment;
      if (place?.to === undefined || resolved || outdated) return [];
      return [
        {
          key: `pull-request:${id}`,
          path: place.path,
          side: place.side,
          startLine: place.from ?? place.to,
          endLine: place.to,
          render: () => <CommentCard comment={comment} asOf={pullRequest.commit} />,
        },
      ];
    });
  }, [pullRequest, scope]);
}

/** What git and forges put into the diff pane. */
export const gitPart: ReviewPart = {
  Around: PullRequestAround,
  Banner: PullRequestStrip,
  GateActions: GitActions,
  useAnnotations: useCommentAnnotations,
};
