import { ApprovalId, ItemId, type PendingApproval } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { projectId, threadId, turnId } from "../../testing/samples.ts";
import { foldApprovals } from "./store.ts";

const approval = (id: string, requestedAt = 1): PendingApproval => ({
  id: ApprovalId.parse(id),
  turnId,
  itemId: ItemId.parse("i1"),
  request: { kind: "command", command: "ls", cwd: "/w", reason: "untrusted" },
  requestedAt,
  threadId,
  projectId,
  threadTitle: "A thread",
});

test("approvals queue up oldest first, are never there twice, and go when answered anywhere", () => {
  const [a, b] = [approval("a"), approval("b", 2)];
  const loaded = foldApprovals({ loaded: false, approvals: [] }, { type: "snapshot", approvals: [a] });
  const both = foldApprovals(foldApprovals(loaded, { type: "requested", approval: b }), {
    type: "requested",
    approval: b,
  });
  expect(both).toEqual({ loaded: true, approvals: [a, b] });
  expect(foldApprovals(both, { type: "resolved", approvalId: a.id })).toEqual({ loaded: true, approvals: [b] });
});
