import type { ReactNode } from "react";

/** A section below the list of files: its name, how many of what, and rows of 26 px. */
export function Section({
  title,
  count,
  children,
}: {
  readonly title: string;
  /** "2 open" */
  readonly count?: string;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} className="border-t border-line px-1.5 py-2">
      <h3 className="mb-1 flex justify-between text-micro font-normal text-text-3">
        <span>{title}</span>
        <span>{count}</span>
      </h3>
      {children}
    </section>
  );
}
