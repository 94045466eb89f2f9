import type { ApprovalRequest } from "@flightdeck/contract";
import type { ReactNode } from "react";
import { InlineCode } from "../../ui/InlineCode.tsx";
import { Tag } from "../../ui/Marks.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { proposalFacts } from "./Proposal.tsx";
import { riskOf } from "./risk.ts";
import { needs } from "./words.ts";

/** What a yes gives away, why the agent asks, where it would happen, and what is known to go wrong with it. */
export function Facts({
  request,
  home,
}: {
  readonly request: ApprovalRequest;
  /** The thread's folder, which need not be named. */
  readonly home?: string;
}) {
  const risk = riskOf(request);
  const shownRisk = risk !== undefined && (
    <Fact name="Risk">
      <Tag tone={risk.level === "High" ? "red" : "amber"}>{risk.level}</Tag>{" "}
      <span className="text-text-2">{risk.words}</span>
    </Fact>
  );
  // Much is to be said of an automation: what speaks against it comes first.
  if (request.kind === "automation")
    return (
      <dl>
        {shownRisk}
        {proposalFacts(request).map(([name, words]) => (
          <Fact key={name} name={name}>
            {visibleName(words)}
          </Fact>
        ))}
      </dl>
    );
  return (
    <dl>
      <Fact name="Needs">{needs(request)}</Fact>
      {(request.kind === "command" || request.kind === "publish") &&
        request.justification !== undefined &&
        request.justification !== "" && (
          <Fact name="Why">
            “<InlineCode text={visibleText(request.justification)} />”
          </Fact>
        )}
      {request.kind === "command" && request.cwd !== home && (
        <Fact name="In">
          <span className="mono break-all">{visibleName(request.cwd)}</span>
        </Fact>
      )}
      {shownRisk}
    </dl>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="grid grid-cols-[76px_minmax(0,1fr)] border-t border-line">
    <dt className="py-[5px] pl-2.5 text-small leading-5 text-text-3">{name}</dt>
    <dd className="py-[5px] pr-2.5 break-words">{children}</dd>
  </div>
);
