import fc from "fast-check";
import { expect, test } from "vitest";
import { spokenAnswer, spokenWords } from "./spoken.ts";

const all = spokenWords({ words: {} });
const said = (text: string, language?: string) => spokenAnswer(text, spokenWords({ words: {}, language }));

test("a word alone is an answer, whatever a transcription makes of its ends", () => {
  expect(["Approve.", " YES! ", "Go ahead,", "don’t", "Stop…", "“No.”"].map((text) => said(text, "en"))).toEqual([
    "approve",
    "approve",
    "approve",
    "decline",
    "stop",
    "decline",
  ]);
});

test("a word in a sentence is no answer", () => {
  const sentences = [
    "Approve the first one only",
    "Yes, but not on main",
    "no idea",
    "please stop",
    "",
    "...",
    "yes no",
  ];
  expect(sentences.map((text) => spokenAnswer(text, all))).toEqual(Array(7).fill(undefined));
});

test("the language says which words count; without one all do", () => {
  expect([
    said("Genehmigen."),
    said("Genehmigen.", "de"),
    said("Genehmigen.", "en"),
    said("Ja", "de"),
    said("Nein!", "de"),
    said("Stopp", "de"),
    said("Oui", "fr"),
    said("Sí", "es"),
    said("yes", "nl"),
  ]).toEqual(["approve", "approve", undefined, "approve", "decline", "stop", "approve", "approve", "approve"]);
});

test("the person's own words stand in place of the language's, and no words are none", () => {
  const words = spokenWords({ words: { approve: ["Make it so"], stop: [] }, language: "en" });
  expect(["make it so.", "yes", "no", "stop"].map((text) => spokenAnswer(text, words))).toEqual([
    "approve",
    undefined,
    "decline",
    undefined,
  ]);
});

test("a word that was made two answers is none", () => {
  expect(spokenAnswer("ok", spokenWords({ words: { approve: ["ok"], decline: ["OK!"] } }))).toBe(undefined);
});

test("no two answers share a word in any language, and no text throws", () => {
  for (const language of [undefined, "en", "de", "fr", "es"]) {
    const words = spokenWords({ words: {}, language });
    for (const kind of ["approve", "decline", "stop"] as const)
      for (const word of words[kind]) expect([word, spokenAnswer(word, words)]).toEqual([word, kind]);
  }
  fc.assert(fc.property(fc.string(), (text) => void spokenAnswer(text, all)));
});
