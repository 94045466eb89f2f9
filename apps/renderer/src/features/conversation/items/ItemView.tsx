import type { Item, TurnId } from "@flightdeck/contract";
import { CommandStrip } from "./CommandStrip.tsx";
import { CompactionStep } from "./CompactionStep.tsx";
import { ErrorCard } from "./ErrorCard.tsx";
import { FileChangeCard } from "./FileChangeCard.tsx";
import { PlanCard } from "./PlanCard.tsx";
import { ProposalCard } from "./ProposalCard.tsx";
import { QuestionCard } from "./QuestionCard.tsx";
import { ReasoningText } from "./Reasoning.tsx";
import { ReviewStep } from "./ReviewStep.tsx";
import { ToolCallStep } from "./ToolCallStep.tsx";
import { UserMessage } from "./UserMessage.tsx";

/** One item as it is drawn, in its row or in an opened fold. A row knows the turn, whose first message can be sent anew. */
export function ItemView({ item, turnId }: { readonly item: Item; readonly turnId?: TurnId }) {
  switch (item.type) {
    case "user_message":
      return <UserMessage item={item} turnId={turnId} />;
    case "command":
      return <CommandStrip item={item} />;
    case "file_change":
      return <FileChangeCard item={item} />;
    case "plan":
      return item.proposal === undefined ? (
        <PlanCard item={item} turnId={turnId} />
      ) : (
        <ProposalCard item={item} proposal={item.proposal} />
      );
    case "tool_call":
      return <ToolCallStep item={item} />;
    case "error":
      return <ErrorCard error={item} at={item.endedAt ?? item.startedAt} turnId={turnId} />;
    case "reasoning":
      return <ReasoningText item={item} />;
    case "question":
      return <QuestionCard item={item} />;
    case "compaction":
      return <CompactionStep item={item} />;
    case "review":
      return <ReviewStep item={item} />;
    case "agent_message":
      return null; // drawn in blocks
  }
}
