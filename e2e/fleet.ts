import {
  addFilePatch,
  answer,
  broken,
  call,
  patch,
  type RecordedRequest,
  type Reply,
  refuse,
  say,
} from "@flightdeck/testkit";

// Threads of three projects in every state, with plans, changes and tests: what a full wall and a full queue look like.

export type State = "approval" | "question" | "plan" | "failed" | "done" | "running" | "stopped" | "quiet";

export interface Member {
  readonly title: string;
  readonly state: State;
  /** What the agent says, asks or wants to run. */
  readonly words: string;
  readonly file: string;
  /** How many of how many steps are done. */
  readonly plan: readonly [done: number, of: number];
  readonly tests?: readonly [passed: number, failed: number];
}

const member = (
  state: State,
  title: string,
  words: string,
  file: string,
  plan: Member["plan"],
  tests?: Member["tests"],
): Member => ({ state, title, words, file, plan, ...(tests && { tests }) });

/** The first eight are a morning's work; with all of them the wall is full. */
export const fleet: readonly Member[] = [
  member("plan", "Bloom filter per level", "One filter per level", "src/bloom.ts", [0, 6]),
  member(
    "question",
    "Fsync the manifest after rename",
    "Fsync on every rename, or only at checkpoints?",
    "src/manifest.ts",
    [2, 4],
    [88, 0],
  ),
  member(
    "approval",
    "Move invoice totals to integer cents",
    "npm run migrate -- --env staging --only 0042_integer_cents",
    "src/cents.ts",
    [4, 6],
    [214, 0],
  ),
  member(
    "failed",
    "Backfill the partitions of 2024",
    "The provider is out of credit.",
    "src/backfill.ts",
    [2, 5],
    [35, 1],
  ),
  member(
    "done",
    "Retry webhooks with idempotency keys",
    "One key per event, kept over retries, redeliveries and restarts.",
    "src/delivery.ts",
    [6, 6],
    [61, 0],
  ),
  member(
    "done",
    "Find the race in the token refresh",
    "The clock was read twice around an `await`. Two hundred runs pass; before, one in forty failed.",
    "src/refresh.ts",
    [3, 3],
    [61, 0],
  ),
  member(
    "running",
    "Compact without blocking reads",
    "Testing that a read during a compaction sees the old version",
    "src/versionSet.ts",
    [3, 5],
    [12, 0],
  ),
  member(
    "running",
    "Type the loader",
    "Reading the call sites of `RecordBatch.coerce`, nine of fourteen",
    "src/loader.ts",
    [1, 4],
  ),
  member("approval", "Publish the client library", "npm publish --access public", "src/client.ts", [5, 6], [40, 0]),
  member("approval", "Clean up the old build folders", "rm -rf dist build/cache", "src/clean.ts", [1, 3]),
  member(
    "question",
    "Retire the CSV export",
    "Keep the old endpoint until March, or answer 410 now?",
    "src/export.ts",
    [1, 5],
  ),
  member("failed", "Render the usage report", "The provider is out of credit.", "src/report.ts", [1, 4]),
  member(
    "done",
    "Index the invoices by customer",
    "Looking up a customer's invoices takes 3 ms instead of 400.",
    "src/index.sql",
    [4, 4],
    [118, 0],
  ),
  member(
    "done",
    "Name the threads of the pool",
    "Every worker says its name in a crash report now.",
    "src/pool.ts",
    [2, 2],
    [33, 0],
  ),
  member("done", "Round taxes half to even", "All three places round the same way.", "src/tax.ts", [3, 3], [77, 2]),
  member(
    "running",
    "Split the scheduler from the queue",
    "Moving the timers behind one interface",
    "src/scheduler.ts",
    [2, 7],
    [140, 0],
  ),
  member("running", "Measure the cold start", "Tracing what is loaded before the first answer", "src/start.ts", [1, 3]),
  member(
    "running",
    "Stream the audit log",
    "Writing the cursor that survives a restart",
    "src/audit.ts",
    [2, 4],
    [19, 0],
  ),
  member(
    "running",
    "Bound the retry storm",
    "Simulating a thousand clients that come back at once",
    "src/storm.ts",
    [3, 6],
    [52, 0],
  ),
  member("running", "Translate the error pages", "Collecting the texts", "src/texts.ts", [0, 3]),
  member("stopped", "Rate limits per key", "Counting by key in a sliding window", "src/limits.ts", [1, 4]),
  member("quiet", "Drop the date library", "Nothing imports it any more.", "src/dates.ts", [2, 2], [301, 0]),
  member("quiet", "Dictionary per column family", "Saves 18 percent on disk.", "src/dictionary.ts", [3, 3], [64, 0]),
  member("quiet", "Explain the lease protocol", "A lease is a promise with a date.", "docs/lease.md", [1, 1]),
  member("quiet", "Sort imports", "Done by the formatter from now on.", "src/imports.ts", [1, 1]),
  member(
    "quiet",
    "Cache the avatar thumbnails",
    "They are made once and kept for a week.",
    "src/avatars.ts",
    [3, 3],
    [28, 0],
  ),
  member("quiet", "Warn about a full disk", "At ten percent, once a day.", "src/disk.ts", [2, 2], [9, 0]),
  member(
    "quiet",
    "Make the exports resumable",
    "An export goes on where the line was cut.",
    "src/resume.ts",
    [4, 4],
    [45, 0],
  ),
  member("quiet", "Log the slow queries", "Those over 200 ms, with their plan.", "src/slow.ts", [2, 2], [22, 0]),
  member("quiet", "Lint the migrations", "One that locks a table is refused.", "src/lint.ts", [2, 2], [17, 0]),
  member("quiet", "Shorten the session tokens", "Half the bytes, the same strength.", "src/tokens.ts", [2, 2], [31, 0]),
  member(
    "quiet",
    "Check the backups",
    "Each is restored once a week, into nowhere.",
    "src/backups.ts",
    [3, 3],
    [12, 0],
  ),
];

const plan = ({ words, plan: [done, of] }: Member) =>
  call("update_plan", {
    plan: Array.from({ length: of }, (_, index) => ({
      step: index === done ? words : `Step ${index + 1}`,
      status: index < done ? "completed" : index === done ? "in_progress" : "pending",
    })),
  });

/** The sums as a runner prints them. */
const tests = ([passed, failed]: NonNullable<Member["tests"]>) => {
  const sums = `Tests  ${failed > 0 ? `${failed} failed | ` : ""}${passed} passed (${passed + failed})`;
  return call("exec_command", {
    cmd: `npm() { printf '%s\\n' 'Duration  1.2 s' '${sums}'; return ${failed}; }; npm test`,
  });
};

const change = ({ file, words, title }: Member) =>
  patch(addFilePatch(file, Array.from({ length: 6 + ((title.length * 7) % 60) }, () => `// ${words}`).join("\n")));

/** How it ends, or where it stands still. */
function last({ state, words }: Member): Reply {
  switch (state) {
    case "approval":
      return answer(
        say("Before I call it done I want to see it run."),
        call("exec_command", { cmd: words, escalate: true, justification: "Check it on real data, then undo it." }),
      );
    case "question": {
      const options = [
        { label: "Every time", description: "Safe; a little slower." },
        { label: "Only at checkpoints", description: "Fast; may lose the last 30 s." },
      ];
      return answer(
        call("request_user_input", { questions: [{ id: "q", header: "Choice", question: words, options }] }),
      );
    }
    case "plan": {
      const steps = ["Size the filter by the keys of its level", "Write version 5, read 4 and 5", "Measure a miss"];
      return answer(
        call("propose_plan", { title: words, text: "Old files stay readable; new ones carry version 5.", steps }),
      );
    }
    case "failed":
      return refuse(400, { code: "insufficient_quota", message: words });
    case "running":
    case "stopped":
      return broken(answer(say(`${words}. I go through it case by case, and write down what I see.`, 20)), "stall", 24);
    case "done":
    case "quiet":
      return answer(say(words));
  }
}

/** What each thread's agent does: plan, change, test, and then what its state needs. */
export function fleetScript({ body }: RecordedRequest): Reply | undefined {
  const input = JSON.stringify(body.input);
  const found = fleet.find(({ title }) => input.includes(title));
  if (found === undefined) return undefined;
  const at = body.input.filter(({ type }) => type?.endsWith("_call_output")).length;
  if (found.state === "plan") return at === 0 ? last(found) : undefined;
  const steps: readonly Reply[] = [
    answer(plan(found)),
    answer(change(found)),
    ...(found.tests === undefined ? [] : [answer(tests(found.tests))]),
    last(found),
  ];
  return steps[at] ?? answer(say("Done as you said; nothing else changed."));
}

/** The status word of a thread in that state. */
export const statusOf: Readonly<Record<State, string>> = {
  approval: "waiting_approval",
  question: "waiting_answer",
  plan: "plan_ready",
  failed: "failed",
  done: "idle",
  running: "running",
  stopped: "interrupted",
  quiet: "idle",
};
