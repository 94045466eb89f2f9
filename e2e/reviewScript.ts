// What the agent and the reviewer of the pictures of review do.

const middle = Array.from({ length: 14 }, (_, at) => `// ${at + 1}. A receiver answers, refuses, or says nothing.`);

const file = (head: readonly string[], tail: readonly string[]): string =>
  [...head, "", ...middle, "", ...tail, ""].join("\n");

const heads = {
  before: [
    'import { endpoints, sign } from "./endpoints.ts";',
    "",
    "export async function deliver(event: WebhookEvent, attempt: number) {",
    "  const endpoint = await endpoints.get(event.endpointId);",
    "  const key = crypto.randomUUID();",
    "  const body = JSON.stringify(event.payload);",
    "  const signature = sign(body, endpoint.secret);",
    "  return send(endpoint, body, { key, signature, attempt });",
    "}",
  ],
};

const tail = (options: string) => [
  "async function send(endpoint: Endpoint, body: string, how: How) {",
  `  const response = await fetch(endpoint.url, ${options});`,
  "  return response.ok;",
  "}",
];

const first = `*** Begin Patch
*** Update File: src/delivery.ts
@@
   const endpoint = await endpoints.get(event.endpointId);
-  const key = crypto.randomUUID();
+  const key = event.idempotencyKey ?? crypto.randomUUID();
   const body = JSON.stringify(event.payload);
-  const signature = sign(body, endpoint.secret);
+  const signature = sign(\`\${key}.\${body}\`, endpoint.secret);
+  await attempts.record(event.id, attempt, key);
   return send(endpoint, body, { key, signature, attempt });
@@
 async function send(endpoint: Endpoint, body: string, how: How) {
-  const response = await fetch(endpoint.url, { method: "POST", body });
+  const response = await fetch(endpoint.url, { method: "POST", body, headers: { "Idempotency-Key": how.key } });
   return response.ok;
*** Add File: test/delivery.test.ts
+import { expect, test } from "vitest";
+import { deliver } from "../src/delivery.ts";
+
+test("a retry has the key of the first try", async () => {
+  expect(await deliver(event, 2)).toBe(true);
+});
*** End Patch
`;

const second = `*** Begin Patch
*** Update File: src/delivery.ts
@@
-  const key = event.idempotencyKey ?? crypto.randomUUID();
+  const key = event.idempotencyKey ?? (await assignKey(event.id));
   const body = JSON.stringify(event.payload);
*** End Patch
`;

const before = file(heads.before, tail('{ method: "POST", body }'));

/** The file that is worked on: as it was, what the agent makes of it, and what somebody else made of it meanwhile. */
export const delivery = {
  before,
  first,
  second,
  elsewhere: before.replace('{ method: "POST", body }', '{ method: "POST", body, signal: AbortSignal.timeout(5000) }'),
} as const;

/** What the person changes themselves. */
export const byHand = [
  `headers: { "Idempotency-Key": how.key }`,
  `headers: { "Idempotency-Key": how.key, from }`,
] as const;

const place = { path: "src/delivery.ts", side: "new" } as const;

export const findings = [
  {
    ...place,
    title: "Key is lost on redeliver",
    body: "Redelivery from the dashboard calls `deliver` with a copy of the event that has no `idempotencyKey`; `assignKey` then overwrites the stored one. Receivers see a second key for the same event.",
    priority: 1,
    confidence: 0.92,
    start_line: 5,
    end_line: 5,
    suggestion: "  const key = event.idempotencyKey ?? (await keys.of(event.id)) ?? (await assignKey(event.id));",
  },
  {
    ...place,
    title: "The attempt is recorded before it is made, and stays so when the process ends in between",
    body: "Record it after `send` answered, or record that it began.",
    priority: 2,
    confidence: 0.61,
    start_line: 8,
    end_line: 8,
    suggestion: null,
  },
  {
    ...place,
    path: "src/endpoints.ts",
    title: "`sign` does not escape the key",
    body: "A key with a full stop in it signs like another pair.",
    priority: 3,
    confidence: 0.4,
    start_line: 3,
    end_line: 3,
    suggestion: null,
  },
];
