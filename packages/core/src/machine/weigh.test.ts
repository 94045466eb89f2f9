import { expect, test } from "vitest";
import { weighLine } from "./weigh.ts";

test.each([
  "npm test",
  "npm run test:unit -- --watch=false",
  "npm ci",
  "pnpm --filter web build",
  "yarn",
  "yarn install --immutable",
  "bun test",
  "npx vitest run src/a.test.ts",
  "pnpm exec tsc --noEmit",
  "CI=1 FORCE_COLOR=0 npm test",
  "cd packages/core && npm run build",
  "git pull && make -j8",
  "timeout 300 cargo test --workspace",
  "env RUST_LOG=debug cargo build --release",
  "bash -c 'cd app && pytest -q'",
  'bash -lc "go test ./..."',
  "python3 -m pytest tests",
  "python -m unittest discover",
  "./gradlew check",
  "/usr/bin/make",
  "mvn -q verify",
  "docker build -t app .",
  "docker compose build web",
  "npx playwright test",
  "node --test",
  "cmake --build build",
  "bundle exec rspec",
  "poetry run pytest",
  "(cd web; npm run lint) | tail -5",
])("heavy: %s", (line) => {
  expect(weighLine(line)).toBe("heavy");
});

test.each([
  "git status",
  "ls -la && cat package.json",
  "rg 'npm test' README.md",
  "echo make it so",
  "npm run dev",
  "npm start",
  "npm view react version",
  "cargo --version",
  "cargo metadata",
  "go env",
  "docker ps",
  "node script.js",
  "tsc --version",
  "python3 -c 'print(1)'",
  "bash script.sh",
  "bash",
  "sleep 600",
  "",
  "'",
  "| && ;",
])("light: %s", (line) => {
  expect(weighLine(line)).toBe("light");
});
