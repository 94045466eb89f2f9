import { ApprovalId, ItemId, type PendingApproval, type PendingQuestion, QuestionId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { projectId, threadId, turnId } from "../../testing/samples.ts";
import { foldApprovals, foldQuestions, nothingWaits } from "./store.ts";

const place = { turnId, itemId: ItemId.parse("i1"), threadId, projectId, threadTitle: "A thread" };

const approval = (id: string, requestedAt = 1): PendingApproval => ({
  ...place,
  id: ApprovalId.parse(id),
  request: { kind: "command", command: "ls", cwd: "/w", reason: "untrusted" },
  requestedAt,
});

const question = (id: string, askedAt = 1): PendingQuestion => ({
  ...place,
  id: QuestionId.parse(id),
  askedAt,
  text: "Which one?",
});

test("approvals queue up oldest first, are never there twice, and go when answered anywhere", () => {
  const [a, b] = [approval("a"), approval("b", 2)];
  const loaded = foldApprovals(nothingWaits, { type: "snapshot", approvals: [a] });
  const both = foldApprovals(foldApprovals(loaded, { type: "requested", approval: b }), {
    type: "requested",
    approval: b,
  });
  expect(both).toEqual({ ...nothingWaits, approvals: [a, b] });
  expect(foldApprovals(both, { type: "resolved", approvalId: a.id })).toEqual({
    ...nothingWaits,
    approvals: [b],
  });
});

test("questions queue up beside approvals and go when answered anywhere", () => {
  const [a, b] = [question("a"), question("b", 2)];
  const asked = foldApprovals(nothingWaits, { type: "snapshot", approvals: [approval("x")] });
  const loaded = foldQuestions(asked, { type: "snapshot", questions: [a] });
  const both = foldQuestions(foldQuestions(loaded, { type: "asked", question: b }), { type: "asked", question: b });
  expect(both).toEqual({ ...nothingWaits, approvals: [approval("x")], questions: [a, b] });
  expect(foldQuestions(both, { type: "answered", questionId: a.id }).questions).toEqual([b]);
});
