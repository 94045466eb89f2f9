import { expect, test } from "vitest";
import { adviceOn } from "./advice.ts";

test("each failure of a provider names the ways out that help against it", () => {
  const codes = [
    "no_model_access",
    "model_unauthorized",
    "model_not_found",
    "quota_exceeded",
    "context_exceeded",
    "compaction_failed",
    "request_refused",
    "policy_refused",
    "answer_incomplete",
    "rate_limited",
    "model_failed",
    "provider_unreachable",
  ];
  expect(Object.fromEntries(codes.map((code) => [code, adviceOn(code)?.ways.join(" ")]))).toEqual({
    no_model_access: "settings model resume",
    model_unauthorized: "settings resume",
    model_not_found: "model settings resume",
    quota_exceeded: "model settings resume",
    context_exceeded: "compact model resume",
    compaction_failed: "compact model resume",
    request_refused: "model",
    policy_refused: "model",
    answer_incomplete: "resume",
    rate_limited: "resume model",
    model_failed: "resume",
    provider_unreachable: "resume settings",
  });
});

test("a failure that nobody foresaw gets no advice", () => {
  expect(adviceOn("internal")).toBeUndefined();
});
