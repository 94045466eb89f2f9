import type { PullRequestComment } from "@flightdeck/contract";
import { GitPullRequest } from "lucide-react";
import { Icon } from "../../ui/Icon.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { useAge } from "../../ui/time.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { AnnotationCard, AnnotationReply, AnnotationText } from "../review/AnnotationCard.tsx";
import { WebLink } from "./WebLink.tsx";

const verdicts: Readonly<Record<NonNullable<PullRequestComment["verdict"]>, string>> = {
  approved: "approved",
  changes_requested: "asks for changes",
  dismissed: "dismissed",
};

/** A comment of the pull request. It is text of others: shown as it is written, hidden characters spelt out. */
export function CommentCard({
  comment,
  onGo,
  asOf,
}: {
  readonly comment: PullRequestComment;
  /** Goes to its lines. */
  readonly onGo?: (() => void) | undefined;
  /** The commit whose lines it counts, where that is not what is shown. */
  readonly asOf?: string | undefined;
}) {
  const { place, verdict, resolved, outdated, author, at, text, url, replies } = comment;
  const lines =
    place?.from === undefined ? "" : place.from === place.to ? `:${place.from}` : `:${place.from}–${place.to}`;
  const where = place === undefined ? undefined : `${visibleName(place.path)}${lines}`;
  const settled = resolved || outdated;
  return (
    <AnnotationCard
      name={`${visibleName(author)} on the pull request`}
      mark={<Icon of={GitPullRequest} size={14} className="text-text-3" />}
      who={visibleName(author)}
      about={
        <>
          {where !== undefined &&
            (onGo === undefined ? (
              <span className="mono">{where}</span>
            ) : (
              <button type="button" onClick={onGo} className="mono rounded-1 wrap-anywhere hover:text-text-1">
                {where}
              </button>
            ))}
          {where !== undefined && " · "}
          <WebLink href={url}>
            <When at={at} />
          </WebLink>
        </>
      }
      tags={
        <>
          {verdict !== undefined && (
            <Tag tone={verdict === "changes_requested" ? "amber" : "plain"}>{verdicts[verdict]}</Tag>
          )}
          {resolved && <Tag>resolved</Tag>}
          {outdated && <Tag>outdated</Tag>}
          {asOf !== undefined && <Tag>lines as of {asOf.slice(0, 7)}</Tag>}
        </>
      }
      quiet={settled}
    >
      <Words text={text} />
      {replies.map((reply, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: remarks only ever follow one another
        <AnnotationReply key={index} who={visibleName(reply.author)}>
          <Words text={reply.text} />
        </AnnotationReply>
      ))}
    </AnnotationCard>
  );
}

const Words = ({ text }: { readonly text: string }) =>
  text.trim() === "" ? null : (
    <div className="max-h-60 overflow-y-auto wrap-anywhere">
      <AnnotationText>{visibleText(text.trim())}</AnnotationText>
    </div>
  );

function When({ at }: { readonly at: number }) {
  return useAge(at);
}
