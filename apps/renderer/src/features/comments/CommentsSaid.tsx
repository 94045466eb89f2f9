import type { SentComments } from "@flightdeck/contract";
import { MessageSquare } from "lucide-react";
import { useEffect } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { usePlace } from "../conversation/place.ts";
import { fateOf, firstLine, linesWords } from "./words.ts";

/** The comments of a message, a line each with what became of it; a press shows the comment in the diff. */
export function CommentsSaid({ comments: { list } }: { readonly comments: SentComments }) {
  const threadId = usePlace();
  const { comments, layout } = useApp();
  const store = comments.store(threadId);
  useEffect(() => comments.hold(threadId), [comments, threadId]);
  const known = useSelect(store, (state) => state.comments);
  return (
    <ul aria-label="Comments" className="mt-1">
      {list.map((said) => {
        const comment = known.find(({ id }) => id === said.id);
        const fate =
          comment === undefined ? undefined : comment.resolvedAt === undefined ? fateOf(comment) : "resolved";
        const file = visibleName(said.path.slice(said.path.lastIndexOf("/") + 1));
        return (
          <li key={said.id}>
            <button
              type="button"
              title={`${visibleName(said.path)}, ${linesWords(said)}\n${visibleText(said.text)}`}
              onClick={() => {
                store.want(said.id);
                layout.update((state) => ({ ...state, panel: "review" }));
              }}
              className="flex h-6 max-w-full items-center gap-2 rounded-1 text-base text-text-2 hover:underline"
            >
              <Icon of={MessageSquare} size={14} />
              <span className="mono shrink-0 text-small">{`${file}:${said.lines.from}`}</span>
              <span className="min-w-0 truncate text-text-3">{fate ?? visibleText(firstLine(said.text))}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
