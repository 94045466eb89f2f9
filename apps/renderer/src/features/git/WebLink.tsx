import { clsx } from "clsx";
import type { ReactNode } from "react";
import { safeHref } from "../conversation/markdown/links.ts";

/** An address of the web that others gave, opened in the person's browser; one that leads elsewhere is only text. */
export function WebLink({
  href,
  className,
  children,
}: {
  readonly href: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const safe = href === undefined ? undefined : safeHref(href);
  if (safe === undefined) return <span className={className}>{children}</span>;
  return (
    <a
      href={safe}
      title={safe}
      target="_blank"
      rel="noopener noreferrer"
      className={clsx("hover:underline", className)}
    >
      {children}
    </a>
  );
}
