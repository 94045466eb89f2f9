import type { FindingId, MessageId, PlacedFinding } from "@flightdeck/contract";
import { useMemo } from "react";
import { useApp } from "../../app.tsx";
import { useReview } from "../review/parts.ts";
import { useFindings } from "./context.ts";

/** What a person does about findings. Each rejects with what the host says. */
export function useFindingActs() {
  const { client } = useApp();
  const { threadId, store: review } = useReview();
  const store = useFindings();
  return useMemo(() => {
    const one = ({ id }: PlacedFinding) => ({ threadId, findingId: id });
    return {
      apply: async (finding: PlacedFinding) => {
        await client.findings.apply(one(finding));
        review.refresh();
      },
      undo: async (finding: PlacedFinding) => {
        await client.findings.undo(one(finding));
        review.refresh();
      },
      dismiss: (finding: PlacedFinding, reason: string) => client.findings.dismiss({ ...one(finding), reason }),
      reopen: (finding: PlacedFinding) => client.findings.reopen(one(finding)),
      send: async (findingIds: readonly FindingId[]) => {
        const messageId = crypto.randomUUID() as MessageId; // an id in form
        await client.findings.send({ threadId, messageId, findingIds: [...findingIds] });
        store.clear();
      },
    };
  }, [client, threadId, review, store]);
}
