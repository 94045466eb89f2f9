import { clsx } from "clsx";
import type { ReactNode } from "react";

/**
 * What somebody says below lines of the diff: a person, the reviewer, a pull request. The words begin where the code does,
 * the mark stands before them.
 */
export function AnnotationCard({
  name,
  mark,
  who,
  about,
  tags,
  actions,
  quiet = false,
  children,
}: {
  /** For screen readers: "Comment on line 64". */
  readonly name: string;
  /** 14–22 px wide: an icon, a priority. */
  readonly mark: ReactNode;
  /** "You", "Reviewer" */
  readonly who: ReactNode;
  /** Beside the name, in grey: "lines 64–69 · 14:08". */
  readonly about?: ReactNode;
  readonly tags?: ReactNode;
  /** Plain small buttons at the right end of the head. */
  readonly actions?: ReactNode;
  /** It is settled: its words are grey. */
  readonly quiet?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <article
      aria-label={name}
      className={clsx(
        "grid max-w-[760px] grid-cols-[22px_minmax(0,1fr)] gap-x-2 py-2 pr-2 pl-1 text-base whitespace-normal",
        quiet ? "text-text-3" : "text-text-1",
      )}
    >
      <span className="flex h-6 items-center justify-center">{mark}</span>
      <div className="min-w-0">
        <div className="flex min-h-6 flex-wrap items-center gap-x-2 text-small">
          <span className={quiet ? undefined : "font-semibold"}>{who}</span>
          {about !== undefined && <span className="text-text-3 tabular-nums">{about}</span>}
          {tags}
          <span className="ml-auto flex items-center">{actions}</span>
        </div>
        {children}
      </div>
    </article>
  );
}

/** An answer below what was said, divided by a hairline. */
export function AnnotationReply({
  who,
  about,
  children,
}: {
  readonly who: string;
  readonly about?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="mt-2 border-t border-line pt-2">
      <div className="flex gap-2 text-small">
        <span className="font-semibold">{who}</span>
        {about !== undefined && <span className="text-text-3 tabular-nums">{about}</span>}
      </div>
      <div className="mt-0.5 text-text-2">{children}</div>
    </div>
  );
}

/** What is said, as it was typed. */
export const AnnotationText = ({ children }: { readonly children: ReactNode }) => (
  <p className="max-w-[640px] text-pretty break-words whitespace-pre-wrap">{children}</p>
);
