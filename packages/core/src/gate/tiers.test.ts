import { expect, test } from "vitest";
import { readTiers } from "./tiers.ts";

test("the strictest list that names a path holds, and the default elsewhere", () => {
  const tiers = readTiers(
    'human = ["src/auth", "*.sql"]\nai = ["docs/api"]\nnone = ["docs", "*.md", "src/auth/README.md"]\n',
  );
  const paths = ["src/auth/a.ts", "src/auth/README.md", "docs/x.txt", "docs/api/y.txt", "README.md", "src/a.ts"];
  expect(paths.map(tiers.of)).toEqual(["human", "human", "none", "ai", "none", "ai"]);
  expect([tiers.findings, tiers.problem]).toEqual(["P1", undefined]);
});

test("the file that says it is a person's, whatever it says", () => {
  const tiers = readTiers('default = "none"\nnone = ["**"]\nfindings = "P2"\n');
  expect(
    [".flightdeck/review.toml", ".Flightdeck/Review.toml", "src/.gitattributes", ".flightdeck/setup.sh"].map(tiers.of),
  ).toEqual(["human", "human", "human", "none"]);
  expect(tiers.findings).toBe("P2");
});

test("a file that cannot be read opens nothing, and says why", () => {
  const broken = [
    "human = [",
    'humans = ["src"]',
    'default = "nobody"',
    'none = "docs"',
    'none = ["!src"]',
    'none = [""]',
  ];
  expect(broken.map((text) => readTiers(text).of("docs/a.md"))).toEqual(broken.map(() => "human"));
  expect(broken.map((text) => readTiers(text).problem)).toEqual([
    expect.stringMatching(/^\.flightdeck\/review\.toml: Invalid TOML/),
    expect.stringContaining('"humans"'),
    expect.stringContaining("default"),
    expect.stringContaining("none"),
    expect.stringContaining("another list"),
    expect.stringContaining("none"),
  ]);
});
