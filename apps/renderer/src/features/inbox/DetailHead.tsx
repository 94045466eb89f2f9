import { ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../ui/Button.tsx";
import { InlineCode } from "../../ui/InlineCode.tsx";

/** The head of what is looked at. */
export function DetailHead({
  title,
  mark,
  onOpen,
}: {
  readonly title: string;
  readonly mark?: ReactNode;
  readonly onOpen?: (() => void) | undefined;
}) {
  return (
    <header className="flex min-h-10 shrink-0 items-start gap-2 border-b border-line py-[9px] pr-2 pl-4">
      {mark !== undefined && <span className="flex h-[22px] items-center">{mark}</span>}
      <h2 className="min-w-0 flex-1 leading-[22px] font-strong text-pretty break-words">
        <InlineCode text={title} />
      </h2>
      {onOpen !== undefined && (
        <IconButton label="Open thread" hint="Enter" icon={ArrowUpRight} size="small" onClick={onOpen} />
      )}
    </header>
  );
}
