import type { AutomationProposal } from "@flightdeck/contract";
import { clsx } from "clsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";

/** The automation that an agent proposes: what it is called, when it runs, and all that its runs are told. */
export function Proposal({
  id,
  request,
  className,
}: {
  readonly id?: string;
  readonly request: AutomationProposal;
  readonly className?: string;
}) {
  const { content, words, next, timeZone } = request;
  return (
    <div className={className}>
      <p id={id} className="px-2.5 pt-[7px] text-text-1">
        <span className="font-strong">{visibleName(content.name)}</span>
        <span className="text-text-2"> · {visibleText(words)}</span>
      </p>
      {next.length > 0 && (
        <p className="px-2.5 text-small leading-5 text-text-3">
          Next:{" "}
          <span className="tabular-nums">
            {next
              .slice(0, 3)
              .map((at) => dueWords(at, timeZone))
              .join(", ")}
          </span>
          {!words.includes(timeZone) && ` · ${timeZone}`}
        </p>
      )}
      <pre
        tabIndex={0}
        aria-label="Prompt"
        className={clsx(
          "mt-1 max-h-[104px] overflow-auto border-t border-line px-2.5 py-[7px] leading-[18px] break-words",
          "whitespace-pre-wrap text-text-1 focus-visible:-outline-offset-2",
        )}
      >
        {visibleText(content.prompt)}
      </pre>
    </div>
  );
}

/** A due time in the zone that it is meant in: Mon 23 Nov 07:30. */
function dueWords(at: number, timeZone: string): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(at);
  return `${part({ weekday: "short" })} ${part({ day: "numeric", month: "short" })} ${part({ hour: "2-digit", minute: "2-digit" })}`;
}

/** What else a person decides by, name by name. */
export function proposalFacts({ content, where, may }: AutomationProposal): readonly (readonly [string, string])[] {
  const { limits, missed } = content;
  const dollars = limits.dollars === undefined ? "" : ` and $${limits.dollars.toFixed(2)}`;
  return [
    ["Works in", where],
    ["May", may],
    ["Limits", `${limits.minutes} minutes${dollars} a run`],
    ...(missed === "catch_up" ? [["If missed", "The last one is caught up"] as const] : []),
  ];
}
