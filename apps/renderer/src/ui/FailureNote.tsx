import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Failure } from "../client.ts";
import { Icon } from "./Icon.tsx";

/** What went wrong, where the person looks: a sentence, the lines that explain it, and what to do. */
export function FailureNote({
  failure,
  children,
  className,
}: {
  readonly failure: Pick<Failure, "message" | "detail"> & { readonly code?: string };
  readonly children?: ReactNode;
  readonly className?: string;
}) {
  return (
    <div role="alert" className={clsx("flex gap-2 text-small text-text-2", className)}>
      <Icon of={CircleAlert} size={14} className="mt-px text-red" />
      <div className="min-w-0 flex-1">
        <span className="font-medium text-text-1">{failure.message}.</span>
        {failure.detail !== undefined && (
          <pre className="mt-1 max-h-32 overflow-auto whitespace-pre-wrap text-text-2">{failure.detail}</pre>
        )}
        {children !== undefined && <div className="mt-2 flex flex-wrap gap-1.5">{children}</div>}
      </div>
    </div>
  );
}
