import type { ThreadDigest, ThreadRow } from "@flightdeck/contract";
import { clsx } from "clsx";
import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { LineCount } from "../../ui/Marks.tsx";
import { money, tokens } from "../../ui/time.ts";
import { ThreadReading } from "../reading/ThreadReading.tsx";
import { planWords, testWords } from "./words.ts";

/** The instruments of a card: plan, lines, tests, and what it took. */
export function Fields({ row, digest }: { readonly row: ThreadRow; readonly digest: ThreadDigest | undefined }) {
  const { plan, tests, usage } = digest ?? {};
  const test = testWords(tests);
  return (
    <div className="grid grid-cols-[0.85fr_1.08fr_1fr_1.25fr] border-t border-line text-micro text-text-3 tabular-nums *:flex *:min-w-0 *:items-center *:gap-[5px] *:overflow-hidden *:px-2 *:whitespace-nowrap [&>*+*]:border-l [&>*+*]:border-line [&>*:first-child]:pl-3">
      <span>{plan === undefined || plan.steps.length === 0 ? "no plan" : <Steps row={row} steps={plan.steps} />}</span>
      <span
        title={digest !== undefined && digest.fileCount > 0 ? `${digest.fileCount} files in the last turn` : undefined}
      >
        {row.additions + row.deletions > 0 ? (
          <LineCount additions={row.additions} deletions={row.deletions} />
        ) : (
          "no changes"
        )}
        <ThreadReading reading={row.reading} />
      </span>
      <Field label={test.long} title={tests?.command}>
        {tests?.state === "passed" && <Icon of={Check} size={12} className="text-green" />}
        {tests?.state === "failed" && <Icon of={X} size={12} className="text-red" />}
        <span className={clsx("truncate", tests !== undefined && "text-text-2")}>{test.short}</span>
      </Field>
      <Field
        label={`${tokens(usage?.tokens ?? 0)} tokens${usage?.cost === undefined ? "" : `, ${money(usage.cost)}`}`}
        title={`${tokens(usage?.tokens ?? 0)} tokens`}
      >
        <span className="truncate">
          {tokens(usage?.tokens ?? 0)}
          {usage?.cost !== undefined && <b className="ml-1.5 font-medium text-text-2">{money(usage.cost)}</b>}
        </span>
      </Field>
    </div>
  );
}

/** Signs for the eye, and the same in words. */
const Field = ({
  label,
  title,
  children,
}: {
  readonly label: string;
  readonly title?: string;
  readonly children: ReactNode;
}) => (
  <span title={title}>
    <span className="sr-only">{label}</span>
    <span aria-hidden className="flex min-w-0 items-center gap-[5px]">
      {children}
    </span>
  </span>
);

/** Where a plan waits or broke the segment stands tall. */
function Steps({ row, steps }: { readonly row: ThreadRow; readonly steps: readonly string[] }) {
  const halted = row.status === "failed" ? "bad" : row.status.startsWith("waiting") ? "hold" : undefined;
  return (
    <span
      role="img"
      aria-label={planWords(steps)}
      title={planWords(steps)}
      className="flex h-2 w-full items-center gap-0.5"
    >
      {steps.map((status, index) => (
        <i
          key={index}
          className={clsx(
            "min-w-px flex-1 rounded-[1px]",
            status === "in_progress" && halted !== undefined
              ? clsx("h-2 max-w-1", halted === "bad" ? "bg-red-fill" : "bg-amber-fill")
              : "h-1 max-w-2.5",
            status === "completed" && "bg-text-2",
            status === "in_progress" &&
              halted === undefined &&
              "bg-[linear-gradient(90deg,var(--text-2)_50%,transparent_50%)] bg-track",
            status === "pending" && "bg-track",
          )}
        />
      ))}
    </span>
  );
}
