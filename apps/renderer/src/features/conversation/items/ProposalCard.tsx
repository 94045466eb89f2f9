import type { Item } from "@flightdeck/contract";
import { ScrollText } from "lucide-react";
import { Icon } from "../../../ui/Icon.tsx";
import { Tag } from "../../../ui/Marks.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { visibleText } from "../../../ui/visibleText.ts";
import { Card, CardBody, CardHead, Meta } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { MarkdownText } from "../markdown/MarkdownText.tsx";
import { Segments, StepRow, useTurnAtWork } from "./PlanCard.tsx";

type PlanItem = Extract<Item, { type: "plan" }>;
type Proposal = NonNullable<PlanItem["proposal"]>;

const words: Record<Proposal["state"], string> = {
  open: "to read",
  accepted: "accepted",
  accepted_fresh: "accepted in a fresh context",
  declined: "declined",
  superseded: "replaced by a later one",
};

/** A plan that plan mode ended with, as it stands in the history: what became of it, and its words. */
export function ProposalCard({ item, proposal }: { readonly item: PlanItem; readonly proposal: Proposal }) {
  const [open, toggle] = useDisclosure(item.id, false);
  const atWork = useTurnAtWork() !== undefined;
  const steps = item.steps.length;
  const done = item.steps.filter(({ status }) => status === "completed").length;
  const accepted = proposal.state === "accepted" || proposal.state === "accepted_fresh";
  return (
    <Card name="Plan">
      <CardHead open={open} onToggle={toggle}>
        {proposal.state === "open" ? <StatusGlyph status="plan_ready" named /> : <Icon of={ScrollText} />}
        <span className="min-w-0 flex-1 truncate font-medium">{visibleText(proposal.title)}</span>
        {proposal.edited && <Tag tone="line">edited by you</Tag>}
        <Tag tone={proposal.state === "open" ? "accent" : "plain"}>{words[proposal.state]}</Tag>
        {accepted && <Segments steps={item.steps} label={`${done} of ${steps} steps`} />}
        {steps > 0 && <Meta>{accepted ? `${done} of ${steps}` : `${steps} ${steps === 1 ? "step" : "steps"}`}</Meta>}
      </CardHead>
      {open && (
        <CardBody className="py-2">
          {proposal.text.trim() !== "" && <MarkdownText text={proposal.text} className="px-2.5 text-read" />}
          {steps > 0 && (
            <ol className="mt-1.5">
              {item.steps.map((step, index) => (
                <StepRow key={index} step={step} halted={!atWork} />
              ))}
            </ol>
          )}
        </CardBody>
      )}
    </Card>
  );
}
