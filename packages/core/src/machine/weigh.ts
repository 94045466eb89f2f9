/** light: starts at once; heavy: a build or a test suite, which takes a slot of the machine. */
export type Weight = "light" | "heavy";

/** Scripts of a package that are work and not a server. */
const script = /^(test|build|ci|check|lint|types?|typecheck|e2e|bench|compile|coverage|verify|unit|integration|all)\b/;

const takesValue = /^(--filter|-F|--workspace|-w|--prefix|--cwd|-C|--dir)$/;

const packageManager = (words: readonly string[]): boolean => {
  // `pnpm --filter web build`, `npm -w app test`
  const said = words.filter((word, index) => !word.startsWith("-") && !takesValue.test(words[index - 1] ?? ""));
  const [verb = "", next = ""] = said;
  if (["install", "i", "ci", "add", "rebuild", "t", "tst", "it", "dedupe"].includes(verb)) return true;
  return script.test(verb === "run" || verb === "run-script" ? next : verb);
};

const verbs =
  (...heavy: readonly string[]) =>
  (words: readonly string[]): boolean =>
    heavy.includes(words.find((word) => !/^[-+]/.test(word)) ?? "");
const always = (): boolean => true;

/** Programs that use the machine for long, and with which arguments. What is not here is learned from what it does. */
const programs: Readonly<Record<string, (words: readonly string[]) => boolean>> = {
  ...Object.fromEntries(
    `tsc tsgo vitest jest mocha ava karma cypress pytest tox nox mypy pyright pylint rspec phpunit make gmake ninja gradle gradlew
    mvn mvnw ant sbt webpack rollup turbo nx lerna eslint stylelint xcodebuild msbuild meson tap wasm-pack clippy-driver
    cargo-nextest ctest scons buck buck2 stack cabal`
      .split(/\s+/)
      .map((name) => [name, always]),
  ),
  npm: packageManager,
  pnpm: packageManager,
  // Alone it installs.
  yarn: (words) => words.every((word) => word.startsWith("-")) || packageManager(words),
  bun: packageManager,
  node: (words) => words.includes("--test"),
  deno: verbs("test", "bench", "compile", "check", "install"),
  cargo: verbs("build", "b", "test", "t", "check", "c", "clippy", "run", "r", "bench", "doc", "install", "nextest"),
  go: verbs("build", "test", "vet", "install", "run", "generate"),
  docker: (words) => verbs("build", "buildx")(words) || (words.includes("compose") && words.includes("build")),
  podman: verbs("build"),
  playwright: verbs("test"),
  bazel: verbs("build", "test", "run", "coverage"),
  bazelisk: verbs("build", "test", "run", "coverage"),
  vite: verbs("build"),
  next: verbs("build"),
  astro: verbs("build"),
  ng: verbs("build", "test"),
  cmake: (words) => words.includes("--build"),
  dotnet: verbs("build", "test", "publish", "restore"),
  swift: verbs("build", "test"),
  mix: verbs("test", "compile", "deps.get"),
  zig: verbs("build", "test"),
  bundle: verbs("install"),
  rake: always,
  composer: verbs("install", "update"),
  pip: verbs("install", "wheel"),
  pip3: verbs("install", "wheel"),
  poetry: verbs("install", "build"),
  uv: verbs("sync", "build"),
  flutter: verbs("build", "test"),
  rails: verbs("test"),
};

/** What stands before the program that does the work; most with options and a value of their own. */
const wrappers = new Set(
  "time env nice ionice nohup exec command timeout sudo npx pnpx bunx uvx xvfb-run dotenv cross-env stdbuf setsid".split(
    " ",
  ),
);
/** `pnpm exec vitest`, `bundle exec rspec`, `poetry run pytest`. */
const runners = new Set(["exec", "dlx", "x", "run"]);

/**
 * How heavy a command line looks. A hint and no judge: who is taken for light and is not gets heavy while it runs, and
 * the other way round costs a moment in the queue.
 */
export function weighLine(line: string): Weight {
  return segments(line).some(isHeavy) ? "heavy" : "light";
}

function isHeavy(words: readonly string[]): boolean {
  const start = words.findIndex((word) => !/^\w+=/.test(word));
  const [first = "", ...rest] = start < 0 ? [] : words.slice(start);
  const name = programOf(first);
  if (rest.some((word) => word === "--version" || word === "--help")) return false;
  if (/^(ba|z|da|k)?sh$/.test(name)) {
    const inner = rest[rest.findIndex((word) => /^-\w*c$/.test(word)) + 1];
    return rest.length > 1 && inner !== undefined && weighLine(inner) === "heavy";
  }
  if (wrappers.has(name)) {
    const next = rest.findIndex((word) => !/^-|^[\d.]+[smhd]?$|^\w+=/.test(word));
    return next >= 0 && isHeavy(rest.slice(next));
  }
  if (/^python[\d.]*$/.test(name))
    return rest[0] === "-m" && isHeavy(["unittest", "pytest"].includes(rest[1] ?? "") ? ["pytest"] : rest.slice(1));
  if (Object.hasOwn(programs, name) && programs[name]?.(rest) === true) return true;
  const inner = rest.findIndex((word) => !word.startsWith("-"));
  return inner >= 0 && runners.has(rest[inner] ?? "") && rest.length > inner + 1 && isHeavy(rest.slice(inner + 1));
}

const programOf = (word: string): string => (word.split(/[\\/]/).at(-1) ?? "").replace(/\.(exe|cmd|bat)$/i, "");

/** The simple commands of a line as words without their quotes; good enough to guess by. */
function segments(line: string): string[][] {
  const found: string[][] = [[]];
  for (const [token] of line.slice(0, 4096).matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s;&|()'"\\])+|[;&|()\n]/g)) {
    if (/^[;&|()\n]$/.test(token)) found.push([]);
    else found.at(-1)?.push(token.replace(/^(['"])(.*)\1$/s, "$2"));
  }
  return found.filter((words) => words.length > 0);
}
