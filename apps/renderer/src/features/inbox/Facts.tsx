import type { ReactNode } from "react";

/** Fixed fields with what is known. */
export const Facts = ({ children }: { readonly children: ReactNode }) => (
  <dl className="mt-3 divide-y divide-line rounded-3 border border-line text-small">{children}</dl>
);

export const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="grid min-h-[30px] grid-cols-[68px_minmax(0,1fr)] items-baseline gap-x-2 px-2.5 py-1.5">
    <dt className="text-text-3">{name}</dt>
    <dd className="break-words tabular-nums">{children}</dd>
  </div>
);
