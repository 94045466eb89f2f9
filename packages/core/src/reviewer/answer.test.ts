import fc from "fast-check";
import { expect, test } from "vitest";
import { answerSchema, readAnswer } from "./answer.ts";
import { finding, report } from "./testing/answers.ts";

const titles = (said: string) => {
  const read = readAnswer(said);
  return read.ok ? read.answer.findings.map(({ title }) => title) : read.problem;
};

test("an answer is found alone, in a fence, and between words; the last fence counts", () => {
  const json = report([finding()]);
  expect([
    titles(json),
    titles(`Here it is:\n\n\`\`\`json\n${json}\n\`\`\`\nThanks.`),
    titles(`\`\`\`\n${report([finding({ title: "Draft" })])}\n\`\`\`\nNo, rather\n\`\`\`json\n${json}\n\`\`\``),
    titles(`I found something: ${json} That is all.`),
  ]).toEqual([["Count from zero"], ["Count from zero"], ["Count from zero"], ["Count from zero"]]);
});

test("what is no answer is told as broken, and nothing is made up", () => {
  for (const said of ["", "{}", "[]", "null", "{", '{"findings": 3}', `${report([finding()])}}`.slice(1)])
    expect([said, readAnswer(said).ok]).toEqual([said, false]);
  expect(readAnswer(report([{ ...finding(), path: undefined }])).ok).toBe(false);
  expect(readAnswer(report([{ ...finding(), start_line: 0 }])).ok).toBe(false);
});

test("what models write in other ways is taken as it is meant, and what is too long is cut", () => {
  const read = readAnswer(
    report([
      {
        ...finding(),
        priority: "P2",
        confidence: 85,
        side: "right",
        suggestion: "x".repeat(50_000),
        title: "t".repeat(500),
      },
    ]),
  );
  const [one] = read.ok ? read.answer.findings : [];
  expect({ ...one, title: one?.title.length }).toMatchObject({
    priority: "P2",
    confidence: 0.85,
    side: "new",
    suggestion: undefined,
    title: 200,
  });
});

test("whatever a model says, reading it does not throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `\`\`\`json\n${json}\n\`\`\``),
      ),
      (said) => {
        expect(typeof readAnswer(said).ok).toBe("boolean");
      },
    ),
  );
});

test("the form requires every key and allows none beside, as strict answers want it", () => {
  const objects: Record<string, unknown>[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("properties" in value) objects.push(value as Record<string, unknown>);
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(answerSchema);
  expect(objects.length).toBe(3);
  for (const { properties, required, additionalProperties } of objects)
    expect([required, additionalProperties]).toEqual([Object.keys(properties as object), false]);
});
