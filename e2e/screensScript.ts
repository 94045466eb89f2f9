import {
  answer,
  broken,
  call,
  patch,
  reason,
  type RecordedRequest,
  type Reply,
  refuse,
  say,
} from "@flightdeck/testkit";

// What the agents of the README's pictures are asked, and what they do.

export const before = `export class VersionSet {
  readonly #lock = new Lock();

  async compact(files: readonly Table[]): Promise<void> {
    const held = await this.#lock.acquire();
    try {
      this.#install(await merge(files));
    } finally {
      held.release();
    }
  }
}
`;

const change = `*** Begin Patch
*** Update File: src/versionSet.ts
@@
   async compact(files: readonly Table[]): Promise<void> {
+    // Merging needs the files alone; readers must not wait for it.
+    using pinned = this.#pin(files);
+    const merged = await merge(pinned.files);
     const held = await this.#lock.acquire();
     try {
-      this.#install(await merge(files));
+      this.#install(merged);
     } finally {
*** Add File: src/versionSet.test.ts
+import { expect, test } from "vitest";
+import { VersionSet } from "./versionSet.ts";
+
+test("a read during a compaction sees the old version", async () => {
+  const set = await VersionSet.open(":memory:");
+  const compaction = set.compact(set.tables());
+  expect(await set.read("key")).toBe("old");
+  await compaction;
+});
*** End Patch
`;

const cents = `*** Begin Patch
*** Add File: src/cents.ts
+/** An amount of money as whole cents. Rounds once, half to even. */
+export type Cents = number & { readonly cents: true };
+
+export const fromDecimal = (text: string): Cents => Math.round(Number(text) * 100) as Cents;
*** Add File: migrations/0042_integer_cents.sql
+ALTER TABLE invoices ADD COLUMN total_cents INTEGER;
+UPDATE invoices SET total_cents = round(total * 100);
*** End Patch
`;

const plan = (...steps: readonly (readonly [string, "completed" | "in_progress" | "pending"])[]) =>
  call("update_plan", { plan: steps.map(([step, status]) => ({ step, status })) });

interface Task {
  readonly message: string;
  /** The answer after so many tool outputs. */
  readonly replies: readonly Reply[];
}

export const compaction: Task = {
  message:
    "Compact without blocking reads\nCompaction holds the version lock while it merges. Merge off the lock, install the result in one step, and test a read during a compaction.",
  replies: [
    answer(
      reason("**Looking at the lock's scope** before changing anything."),
      say(
        "The merge only needs the input files, not the lock. I pin them first, merge, then take the lock just to install the result.",
      ),
      plan(
        ["Pin the input files", "completed"],
        ["Merge outside the lock", "in_progress"],
        ["Test a read meanwhile", "pending"],
      ),
    ),
    answer(call("exec_command", { cmd: "git log --oneline -3 && ls src" })),
    answer(patch(change)),
    answer(
      plan(
        ["Pin the input files", "completed"],
        ["Merge outside the lock", "completed"],
        ["Test a read meanwhile", "completed"],
      ),
    ),
    answer(
      say(
        "Readers no longer wait for a compaction.\n\n- The inputs are **pinned** while they are merged.\n- `#install` is all that still needs the lock.",
      ),
    ),
  ],
};

export const invoices: Task = {
  message: "Move invoice totals to integer cents\nMigrate existing rows and keep the public API in decimal strings.",
  replies: [
    answer(
      say(
        "Three places round: the tax line, the discount and the PDF. All three now go through `Cents`, which rounds once, half to even.",
      ),
      patch(cents),
    ),
    answer(
      say("Before I call the migration done I want to run it against the staging copy."),
      call("exec_command", {
        cmd: "npm run migrate -- --env staging --only 0042_integer_cents",
        escalate: true,
        justification: "Check the migration on real data, then roll it back.",
      }),
    ),
  ],
};

export const webhooks: Task = {
  message: "Retry webhooks with idempotency keys\nA delivery that timed out may have arrived. Never deliver twice.",
  replies: [
    answer(
      reason("**Reading how a delivery is recorded** today."),
      plan(
        ["Derive a key per delivery", "completed"],
        ["Retry with the same key", "in_progress"],
        ["Test a lost answer", "pending"],
      ),
    ),
    answer(call("exec_command", { cmd: "git log --oneline -3" })),
    broken(
      answer(
        say(
          "The key is the hash of event and endpoint, so that a retry carries the same one and the receiver can tell. What is left is the window between the answer and our own commit: I record the attempt first and close it after, and the test cuts the line between the two.",
          40,
        ),
      ),
      "stall",
      24,
    ),
  ],
};

export const manifest: Task = {
  message: "Fsync the manifest after rename",
  replies: [
    answer(
      call("request_user_input", {
        questions: [
          {
            id: "durability",
            header: "Durability",
            question: "Fsync on every rename, or only at checkpoints?",
            options: [
              { label: "Every rename", description: "Safe against power loss; 1.8 ms more at the 99th percentile." },
              { label: "Only at checkpoints", description: "May lose up to 30 s of manifest edits." },
            ],
          },
        ],
      }),
    ),
  ],
};

export const flaky: Task = {
  message: "Find why the token test is flaky",
  replies: [
    answer(call("exec_command", { cmd: "ls" })),
    answer(say("The test reads the clock twice. With one `now` passed in, it passes a thousand times in a row.")),
  ],
};

export const backfill: Task = {
  message: "Backfill the partitions of 2024",
  replies: [
    refuse(400, { code: "context_length_exceeded", message: "The request is longer than this model can read." }),
  ],
};

const settlement = {
  title: "Settle payouts once a day",
  text: "Payouts leave one by one today, and each pays a fee. They are gathered by account and sent at **17:00**, before the bank's cut-off.\n\n- A payout that was gathered is marked in the same transaction, so none leaves twice.\n- `payouts.hold()` keeps its meaning until the run begins.\n\nNot part of it: instant payouts, which stay as they are.",
  steps: [
    "Add `settlements` and a column that points to it",
    "Gather what is due in one transaction",
    "Send the batch, and close it with the bank's receipt",
    "Test a crash between gathering and sending",
  ],
};

export const payouts: Task = {
  message: "Send payouts in one batch a day",
  replies: [
    answer(
      reason("**Reading how a payout leaves today**."),
      call("exec_command", { cmd: "git log --oneline -3 && ls src" }),
    ),
    answer(
      say("Two things decide the shape of this, and the code does not say."),
      call("request_user_input", {
        questions: [
          {
            id: "time",
            header: "Cut-off",
            question: "When must a batch be with the bank?",
            options: [
              { label: "17:00, its cut-off", description: "Payouts arrive on the next working day." },
              { label: "At midnight", description: "Simpler, and a day later." },
            ],
          },
          { id: "hold", header: "Holds", question: "What becomes of a payout that is held while a batch runs?" },
          { id: "token", header: "Sandbox", question: "What is the token of the bank's sandbox?", secret: true },
        ],
      }),
    ),
    answer(call("propose_plan", settlement)),
    answer(
      say("I begin with the table, so that everything else has something to point to."),
      call("update_plan", {
        plan: settlement.steps.map((step, index) => ({
          step,
          status: index === 0 ? "completed" : index === 1 ? "in_progress" : "pending",
        })),
      }),
    ),
    broken(
      answer(say("The select locks the rows that it gathers, so that a second run waits for the first.", 40)),
      "stall",
      12,
    ),
  ],
};

export const server: Task = {
  message: "Serve the docs while I write them",
  replies: [
    answer(call("exec_command", { cmd: "make --silent docs 2>/dev/null; exec sleep 600", yield_time_ms: 0 })),
    answer(say("They are served. I leave it running, and rebuild on every save.")),
  ],
};

export const suite: Task = {
  message: "Run the whole suite",
  replies: [
    answer(call("exec_command", { cmd: "make --silent test 2>/dev/null; echo passed" })),
    answer(say("All passed.")),
  ],
};

/** A question beside the thread of the compaction. */
export const aside = {
  message: "Why are the inputs pinned?",
  answer: answer(
    say("A compaction deletes its inputs at its end. A pin keeps the **input files** while they are merged."),
  ),
};

const tasks = [payouts, server, suite, compaction, invoices, webhooks, manifest, flaky, backfill];

/** What the reviewer says of the first task. */
const reviewed = {
  findings: [
    {
      title: "Refuse a second compaction of the same files",
      body: "Two compactions may now merge the same `files` at once: nothing is held until the result is installed. The second one installs tables that the first has removed already.",
      priority: 1,
      confidence: 0.92,
      path: "src/versionSet.ts",
      side: "new",
      start_line: 6,
      end_line: 7,
      suggestion: "    using pinned = this.#claim(files);\n    const merged = await merge(pinned.files);",
    },
    {
      title: "Read before the merge has ended",
      body: "`read` may run after `compact` is over, and then shows the new version.",
      priority: 3,
      confidence: 0.61,
      path: "src/versionSet.test.ts",
      side: "new",
      start_line: 7,
      end_line: 7,
      suggestion: null,
    },
  ],
  previous: [],
  summary: "Merges outside of the lock and installs the result under it.",
};

/** Answers each thread's request by its task and by how far it is. */
export function screensScript({ body }: RecordedRequest): Reply | undefined {
  const input = JSON.stringify(body.input);
  if (body.text?.format?.type === "json_schema") return answer(say(JSON.stringify(reviewed)));
  if (input.includes(aside.message)) return aside.answer;
  const task = tasks.find(({ message }) => input.includes(message.split("\n")[0] ?? message));
  return task?.replies[body.input.filter(({ type }) => type?.endsWith("_call_output")).length];
}

/** What a run of the tests prints, in its colours. */
export const testRun =
  "printf '\\033[1mwebhooks\\033[0m\\n \\033[32m✓ retries with the same key\\033[0m \\033[2m12 ms\\033[0m\\n \\033[32m✓ waits longer each time\\033[0m \\033[2m3 ms\\033[0m\\n \\033[31m✗ gives up after an hour\\033[0m\\n   src/index.ts:1:14 \\033[33mexpected 3600, got 4096\\033[0m\\n'; exit 1\n";

/** An answer with all that a conversation can set: code, a table, formulas, a diagram, names of files; and a command in colours. */
export const everything = {
  message: "How does the back-off of the webhooks work?",
  replies: [
    answer(say("I look at what the tests say first."), call("exec_command", { cmd: "sh test.sh webhooks" })),
    answer(
      say(
        [
          "Each attempt waits twice as long as the one before, with some chance in it, up to an hour: attempt $n$ waits",
          "$$\nw_n = \\min\\left(3600,\\; 2^{n} \\cdot (1 + r)\\right)\\ \\mathrm{s}, \\qquad r \\in [0, 0.2)\n$$",
          "It is decided in `src/index.ts:1`:",
          "```ts\nexport function wait(attempt: number, random: () => number): number {\n  const seconds = 2 ** attempt * (1 + random() * 0.2);\n  return Math.min(3600, seconds) * 1000; // in milliseconds\n}\n```",
          "```mermaid\nflowchart LR\n  D[Deliver] --> O{Taken?}\n  O -->|yes| A[Acknowledge]\n  O -->|no| W[Wait]\n  W --> D\n```",
          "| attempt | waits | after |\n|---|--:|--:|\n| 1 | 2 s | 2 s |\n| 6 | 64 s | 2 min |\n| 12 | 1 h | 2 h 8 min |",
        ].join("\n\n"),
        20,
      ),
    ),
  ],
} as const;

/** A turn with the cards of what agents do, and a picture that one made. */
export const cards: Task = {
  message: "Cap the back-off at an hour\nThe test says what is expected. Draw how long each attempt waits.",
  replies: [
    answer(
      reason(
        "**Where the cap belongs**\n\nThe chance is added after the cap today, so an attempt can wait *longer* than an hour. The cap has to come last.",
      ),
      say("The chance is added after the cap. I turn the two around."),
      plan(
        ["Cap after the chance is added", "completed"],
        ["Run the tests", "in_progress"],
        ["Draw the delays", "pending"],
      ),
      patch(change),
    ),
    answer(call("exec_command", { cmd: "sh test.sh webhooks" })),
    answer(call("exec_command", { cmd: "sh draw.sh" })),
    answer(call("view_image", { path: "out/delays.png" })),
    answer(say("One test is left: it still expects the old cap.\n\n![How long each attempt waits](out/delays.png)")),
  ],
};
