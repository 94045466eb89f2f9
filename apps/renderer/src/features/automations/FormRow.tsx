import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "../../ui/Icon.tsx";

/** A line of the form: what it is about at the left, its controls at the right, what is to be known of them below. */
export function FormRow({
  name,
  help,
  problem,
  children,
}: {
  readonly name: string;
  readonly help?: ReactNode;
  readonly problem?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[84px_minmax(0,1fr)] gap-x-3 @min-[500px]:grid-cols-[112px_minmax(0,1fr)]">
      <span aria-hidden className="text-small leading-7 text-text-2">
        {name}
      </span>
      <div className="min-w-0">
        {children}
        {help !== undefined && <p className="mt-1 text-micro text-pretty text-text-3">{help}</p>}
        {problem !== undefined && <Problem>{problem}</Problem>}
      </div>
    </div>
  );
}

/** Why something cannot be kept or run as it stands. */
export function Problem({ children }: { readonly children: string }) {
  return (
    <p role="status" className="mt-1 flex gap-1.5 text-small text-pretty text-red">
      <Icon of={CircleAlert} size={14} className="mt-px text-red" />
      {children}
    </p>
  );
}
