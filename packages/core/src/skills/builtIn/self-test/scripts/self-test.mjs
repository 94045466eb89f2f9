import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join, relative, resolve } from "node:path";
import { checkOut, freePort, startApp } from "./app.mjs";
import { openBrowser } from "./browser.mjs";
import { openPage } from "./page.mjs";
import { keepPicture, problemsOf, takeSteps } from "./steps.mjs";

const usage = `self-test.sh STEPS.json [--label after] [--at REVISION] [--out .self-test] [--check]
Starts the app, goes through the steps in a real browser, keeps pictures and report.json in OUT/LABEL, ends both.
  --label     what the run is called: before, after (default after)
  --at        tests an earlier state (HEAD, main, a commit) in a folder of its own
  --check     reads the steps file and says what is wrong with it, no more
Ends with 0 when all steps passed and the page reported no error, 1 when not, 2 when it could not run.`;

/** What cannot be run as it is; the words are all that the reader needs. */
class CannotRun extends Error {}

function readArguments(args) {
  const read = { label: "after", out: ".self-test" };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (arg === "--check") read.check = true;
    else if (["--label", "--at", "--out"].includes(arg)) {
      at += 1;
      if (args[at] === undefined) throw new CannotRun(usage);
      read[arg.slice(2)] = args[at];
    } else if (arg.startsWith("-") || read.file !== undefined) throw new CannotRun(usage);
    else read.file = arg;
  }
  if (read.file === undefined) throw new CannotRun(usage);
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(read.label)) throw new CannotRun("A label has a–z, 0–9 and hyphens.");
  return read;
}

function readSteps(file) {
  let given;
  try {
    given = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CannotRun(`${file} cannot be read: ${error.message}`);
  }
  const known = ["app", "steps", "viewport", "colorScheme", "allow", "dialogs", "browser"];
  const problems = [
    ...(typeof given?.app?.command === "string" ? [] : ['"app" needs "command", the shell command that starts it']),
    ...(typeof given?.app?.url === "string"
      ? []
      : ['"app" needs "url", where it answers, as http://127.0.0.1:{port}/']),
    ...Object.keys(given ?? {})
      .filter((key) => !known.includes(key))
      .map((key) => `there is no "${key}"; known are ${known.join(", ")}`),
    ...problemsOf(given?.steps),
  ];
  if (problems.length > 0) throw new CannotRun(`${file} cannot be used:\n- ${problems.join("\n- ")}`);
  return given;
}

const git = (root, ...args) => {
  try {
    return execFileSync("git", ["--no-optional-locks", ...args], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined; // no repository, or no such commit
  }
};

/** The folder of a run, which no commit takes along. */
function makeFolder(root, out, label) {
  const parent = resolve(root, out);
  const below = relative(root, parent);
  if (below === "" || below.startsWith("..") || isAbsolute(below))
    throw new CannotRun("--out is a folder below the one you work in, so that its pictures can be looked at.");
  const folder = join(parent, label);
  mkdirSync(parent, { recursive: true });
  writeFileSync(join(parent, ".gitignore"), "*\n");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

async function main(tell) {
  const asked = readArguments(process.argv.slice(2));
  const given = readSteps(asked.file);
  if (asked.check) {
    tell(`${asked.file}: ${given.steps.length} steps, nothing wrong.`);
    return 0;
  }
  const root = process.cwd();
  const folder = makeFolder(root, asked.out, asked.label);
  const viewport = { width: 1280, height: 800, ...given.viewport };
  const allowed = (text) => (given.allow ?? []).some((part) => text.includes(part));
  /** @type {any} What is written as JSON, and grows as the run goes on. */
  const report = {
    format: "flightdeck-self-test",
    version: 1,
    label: asked.label,
    passed: false,
    startedAt: Date.now(),
    command: given.app.command,
    steps: [],
    console: [],
    pictures: [],
  };
  const closers = [];
  const closeAll = async () => {
    while (closers.length > 0) await closers.pop()();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.once(signal, () => void closeAll().finally(() => process.exit(2)));
  try {
    let place = root;
    if (asked.at !== undefined) {
      const top = git(root, "rev-parse", "--show-toplevel") ?? root;
      const temporary = mkdtempSync(join(tmpdir(), "self-test-tree-"));
      closers.push(() => rmSync(temporary, { recursive: true, force: true }));
      try {
        report.commit = checkOut(top, asked.at, join(temporary, "tree"));
      } catch (error) {
        throw new CannotRun(`${asked.at} cannot be checked out: ${error.message}`);
      }
      place = join(temporary, "tree", relative(top, root));
    } else {
      report.commit = git(root, "rev-parse", "HEAD");
      const status = git(root, "status", "--porcelain");
      if (status) report.uncommitted = status.split("\n").length;
    }
    const port = given.app.port ?? (await freePort());
    const put = (text) => text.replaceAll("{port}", String(port));
    const url = put(given.app.url);
    report.url = url;
    const browser = await openBrowser({ wanted: given.browser, viewport }).catch((error) => {
      throw new CannotRun(error.message);
    });
    closers.push(browser.close);
    report.browser = browser.product;
    const environment = Object.entries(given.app.env ?? {}).map(([name, value]) => [name, put(String(value))]);
    const app = await startApp({
      command: put(given.app.command),
      cwd: resolve(place, given.app.cwd ?? "."),
      env: { PORT: String(port), ...Object.fromEntries(environment) },
      url,
      seconds: given.app.seconds ?? 60,
    });
    closers.push(app.close);
    tell(`${browser.product}, ${url}${asked.at === undefined ? "" : `, at ${report.commit.slice(0, 10)}`}`);
    const page = await openPage(browser, {
      viewport,
      colorScheme: given.colorScheme ?? "light",
      onConsole: (entry) => {
        if (report.console.length < 200 && !allowed(entry.text) && !allowed(entry.where))
          report.console.push({
            level: entry.level,
            text: entry.text.slice(0, 1000),
            where: entry.where.slice(0, 300),
          });
      },
      onDialog: ({ type, message }) => {
        report.console.push({ level: "dialog", text: `${type}: ${String(message).slice(0, 300)}`, where: "" });
        return { accept: given.dialogs === "accept" };
      },
    });
    const run = { page, base: url, folder, pictures: report.pictures, tell, ended: app.ended };
    const steps = given.steps[0]?.goto === undefined ? [{ goto: url }, ...given.steps] : given.steps;
    report.steps = await takeSteps(steps, run);
    const failed = report.steps.some(({ status }) => status === "failed");
    if (failed) {
      keepPicture(run, "failed", "What was on the screen when a step failed", await page.picture());
      const seen = (await page.outline()).filter(({ role, name }) => name !== "" && role !== "InlineTextBox");
      tell(
        `\nOn the page:\n${seen
          .slice(0, 60)
          .map(({ role, name }) => `  ${role} “${name.slice(0, 80)}”`)
          .join("\n")}`,
      );
      tell(`\nThe app's last words:\n${app.said().trim().slice(-1500) || "(none)"}`);
    }
    const errors = report.console.filter(({ level }) => level === "error" || level === "exception");
    report.passed = !failed && errors.length === 0;
    for (const { level, text, where } of report.console) tell(`${level}: ${text}${where === "" ? "" : ` (${where})`}`);
    if (!failed && errors.length > 0)
      tell('The page reported errors. Mend them, or name parts of those that are known in "allow".');
  } finally {
    await closeAll();
  }
  report.endedAt = Date.now();
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  tell(`\n${report.passed ? "PASSED" : "FAILED"}: ${relative(root, folder)}/report.json`);
  for (const { file, about } of report.pictures) tell(`  ${relative(root, join(folder, file))}: ${about}`);
  return report.passed ? 0 : 1;
}

try {
  process.exitCode = await main((line) => process.stdout.write(`${line}\n`));
} catch (error) {
  const words = error instanceof CannotRun ? error.message : `self-test could not run: ${error.message}`;
  process.stderr.write(`${words}\n`);
  process.exitCode = 2;
}
