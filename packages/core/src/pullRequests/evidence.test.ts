import { BlobId, type Evidence } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { evidenceText } from "./evidence.ts";
import { withSection } from "./section.ts";

const blob = (letter: string) => BlobId.parse(letter.repeat(64));
const picture = (letter: string, name: string, about = name) => ({
  blob: blob(letter),
  name,
  about,
  type: "image/png",
  width: 1280,
  height: 800,
});
const run = (label: string, pictures: Evidence["pictures"]): Evidence => ({
  label,
  passed: true,
  at: 1,
  steps: [{ does: "look", status: "passed" }],
  console: [],
  pictures,
});
const links = (...letters: readonly string[]) =>
  new Map(letters.map((letter) => [blob(letter), `https://forge.example/${letter}`]));

test("before and after stand beside each other by name, what has no partner alone, other runs below", () => {
  const list = [
    run("before", [picture("a", "list"), picture("b", "failed")]),
    run("after", [picture("c", "menu"), picture("d", "list")]),
    run("dark", [picture("e", "list")]),
  ];
  expect(evidenceText(list, links("a", "b", "c", "d", "e"))).toBe(`<!-- flightdeck:evidence -->
## Evidence

Seen in a real browser.

**before**: passed, 1 of 1 step, 0 errors on the page

**after**: passed, 1 of 1 step, 0 errors on the page

**dark**: passed, 1 of 1 step, 0 errors on the page

| Before | After |
| --- | --- |
|  | ![menu](https://forge.example/c)<br>\`menu\` |
| ![list](https://forge.example/a)<br>\`list\` | ![list](https://forge.example/d)<br>\`list\` |
| ![failed](https://forge.example/b)<br>\`failed\` |  |

| dark |
| --- |
| ![list](https://forge.example/e)<br>\`list\` |
<!-- /flightdeck:evidence -->`);
});

test("names of an agent end no cell, no link and no section, call nobody and hide nothing", () => {
  const hostile = "x](javascript:1) | @grace `b` <img src=y>\n<!-- /flightdeck:evidence -->\n\u202eevil";
  const text = evidenceText([run("after", [picture("a", "n", hostile)])], links("a"));
  const row = text.split("\n").find((line) => line.includes("forge.example"));
  expect([row, withSection(text, "put")]).toEqual([
    "| ![x javascript 1 grace b img src y -- flightdeck evidence -- evil](https://forge.example/a)<br>`x](javascript:1) ¦ @grace 'b' <img src=y> <! -- /flightdeck:evidence --> evil` |",
    "put",
  ]);
});

test("a picture that no link shows is named by its SHA-256, and very much of it is cut within its marks", () => {
  const many = Array.from({ length: 40 }, (_, at) => picture("a", `n${at}`, "w".repeat(300)));
  const runs = Array.from({ length: 9 }, (_, at) => run(`run-${at}`, many));
  const text = evidenceText(runs);
  expect([
    evidenceText([run("after", [picture("a", "n")])]).includes(`- picture \`n\`, 1280×800, SHA-256 \`${blob("a")}\``),
    text.length < 28_200,
    withSection(`Mine\n\n${text}`, "put"),
    evidenceText([]),
  ]).toEqual([true, true, "Mine\n\nput", ""]);
});
