import { createHash } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ThreadId } from "@flightdeck/contract";
import { addFilePatch, answer, call, type GhAnswer, patch, say } from "@flightdeck/testkit";
import sharp from "sharp";
import { expect, test } from "vitest";
import { messageId } from "../testing/testCore.ts";
import { branchOfPictures } from "./pictures.ts";
import { type Harbour, harbour, opening, pullRequest, url } from "./testing/harbour.ts";

const colour = (background: string) =>
  sharp({ create: { width: 20, height: 10, channels: 3, background } })
    .png()
    .toBuffer();

/** What a run of self-test leaves in the worktree. */
async function ran(worktree: string, label: string, background: string, at: number): Promise<Buffer> {
  const folder = join(worktree, ".self-test", label);
  const bytes = await colour(background);
  await mkdir(folder, { recursive: true });
  await writeFile(join(worktree, ".self-test/.gitignore"), "*\n");
  await writeFile(join(folder, "01-list.png"), bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const report = {
    format: "flightdeck-self-test",
    version: 1,
    label,
    passed: true,
    startedAt: at,
    steps: [{ does: "look", status: "passed" }],
    console: [],
    pictures: [{ file: "01-list.png", name: "list", about: "The list", sha256, width: 20, height: 10 }],
  };
  await writeFile(join(folder, "report.json"), JSON.stringify(report));
  return bytes;
}

const keep = (label: string) => call("keep_evidence", { folder: `.self-test/${label}` });
const publish = call("publish", { through: "pull_request", message: "Mend the boiler", body: "It leaked." });

/** A thread with a change, a picture before and one after, none of it published. */
async function ready(at: Harbour) {
  at.on.model.script([answer(patch(addFilePatch("valve.txt", "tight"))), answer(say("Mended."))]);
  const { threadId, worktree } = await at.begin("Mend the boiler");
  const thread = await at.on.status(threadId, "idle");
  const branch = thread.worktree?.branch ?? "";
  const pictures = [await ran(worktree, "before", "red", 1_000_000), await ran(worktree, "after", "green", 2_000_000)];
  return { threadId, worktree, branch, pictures, shelf: branchOfPictures(threadId, branch) };
}

/** A turn with these calls; what is asked gets this answer. Answers with what was asked and what `publish` said. */
async function turn(
  at: Harbour,
  threadId: ThreadId,
  calls: readonly ReturnType<typeof call>[],
  decision: "approve" | "approve_for_thread" | "decline" = "approve",
) {
  at.on.model.script([...calls.map((each) => answer(each)), answer(say("Done."))]);
  const number = at.on.core.threads.load(threadId).thread.turns.length;
  at.on.core.threads.send(threadId, { id: messageId(), text: "Publish it" });
  const asked = [];
  for (;;) {
    const thread = await at.on.when(
      threadId,
      ({ approvals, turns }) => approvals.length > 0 || turns[number]?.outcome === "completed",
    );
    const [approval] = thread.approvals;
    if (approval === undefined) {
      const items = thread.turns[number]?.items ?? [];
      const said = items.flatMap((item) =>
        item.type === "tool_call" && item.tool === "publish" ? [item.status, item.output] : [],
      );
      return { asked, said };
    }
    asked.push(approval.request);
    at.on.core.threads.answer(threadId, approval.id, decision);
    await at.on.when(threadId, ({ approvals }) => approvals.every(({ id }) => id !== approval.id));
  }
}

const inputOf = async ({ gh }: Harbour, what: string): Promise<readonly string[]> =>
  (await gh.calls()).filter(({ args }) => args[1] === what).map(({ input }) => input);
const filesOf = (at: Harbour, name: string): readonly string[] =>
  at.git(at.bare, "ls-tree", "-r", "--name-only", name).split("\n");
const body = (text: string): GhAnswer => ({ when: "--json body", print: { body: text } });

test("one yes puts the pictures on a branch of their own, and the draft shows before and after by their commit", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  const { threadId, worktree, branch, pictures, shelf } = await ready(at);
  await writeFile(join(worktree, ".self-test/before/private.txt"), "not a picture");
  await at.gh.answer(opening());
  const { asked, said } = await turn(at, threadId, [keep("before"), keep("after"), publish]);
  const commit = at.git(at.bare, "rev-parse", shelf);
  const files = filesOf(at, shelf);
  const link = (index: number) => `https://github.com/acme/harbour/blob/${commit}/${files[index]}?raw=true`;
  expect({
    asked,
    said,
    files,
    ids: files.map((path) => at.git(at.bare, "rev-parse", `${shelf}:${path}`)),
    parents: at.git(at.bare, "log", "--format=%P|%an", shelf),
    work: at.git(at.bare, "ls-tree", "--name-only", branch),
    left: at.git(worktree, "status", "--porcelain"),
    local: at.git(worktree, "branch", "--list", "flightdeck/evidence/*"),
    text: await inputOf(at, "create"),
  }).toEqual({
    asked: [
      expect.objectContaining({
        pictures: { branch: shelf, count: 2, bytes: pictures.reduce((sum, { length }) => sum + length, 0), commit },
        pullRequest: expect.objectContaining({ body: expect.stringContaining(link(0)) }),
      }),
    ],
    said: [
      "completed",
      expect.stringMatching(
        new RegExp(
          `Pushed \\w{10} to origin, branch ${branch}.\nPushed 2 pictures to origin, branch ${shelf}.\nOpened`,
        ),
      ),
    ],
    files: [expect.stringMatching(/^after-01-list-\w{6}\.png$/), expect.stringMatching(/^before-01-list-\w{6}\.png$/)],
    ids: [pictures[1], pictures[0]].map((bytes) =>
      createHash("sha1")
        .update(`blob ${bytes?.length}\0`)
        .update(bytes ?? "")
        .digest("hex"),
    ),
    parents: "|Ada Tester",
    work: "boiler.txt\nvalve.txt",
    left: "",
    local: "",
    text: [
      expect.stringMatching(
        /^It leaked\.\n\n<!-- flightdeck:evidence -->\n## Evidence\n[^]*\n<!-- \/flightdeck:evidence -->$/,
      ),
    ],
  });
  const [text = ""] = await inputOf(at, "create");
  expect(text).toContain(
    `| Before | After |\n| --- | --- |\n| ![The list](${link(1)})<br>\`The list\` | ![The list](${link(0)})<br>\`The list\` |`,
  );
});

test("a no sends no picture, and a yes for the thread to a publication without pictures is none to pictures", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  const { threadId, branch, shelf } = await ready(at);
  await at.gh.answer(opening());
  const before = at.git(at.bare, "for-each-ref");
  const pushed = await turn(
    at,
    threadId,
    [call("publish", { through: "push", message: "Mend the boiler" })],
    "approve_for_thread",
  );
  const after = at.git(at.bare, "rev-parse", branch);
  const declined = await turn(at, threadId, [keep("before"), publish], "decline");
  expect({
    pushed: pushed.said[0],
    asked: declined.asked,
    said: declined.said,
    refs: at.git(at.bare, "for-each-ref", "--format=%(refname:short) %(objectname)").split("\n"),
    creations: await inputOf(at, "create"),
  }).toEqual({
    pushed: "completed",
    asked: [expect.objectContaining({ pictures: expect.objectContaining({ branch: shelf, count: 1 }) })],
    said: ["declined", expect.stringContaining("The person declined")],
    refs: [`${branch} ${after}`, `main ${before.slice(0, 40)}`],
    creations: [],
  });
});

test("an open pull request gets new evidence into its section, and every other byte of its text stays", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  const { threadId, worktree, shelf } = await ready(at);
  await at.gh.answer(opening());
  await turn(at, threadId, [keep("before"), keep("after"), publish]);
  const first = at.git(at.bare, "rev-parse", shelf);
  const [made = ""] = await inputOf(at, "create");
  const theirs = `Ada's  own words\r\n\r\n${made.slice(made.indexOf("<!--"))}\r\n\r\n- [ ] below \t`;
  const answers = [{ when: "pr edit", print: url }, body(theirs), ...opening().slice(1)];
  await at.gh.answer(answers);
  const nothing = await turn(at, threadId, [publish]);
  await ran(worktree, "after", "blue", 3_000_000);
  const again = await turn(at, threadId, [keep("after"), publish]);
  const second = at.git(at.bare, "rev-parse", shelf);
  const [edited = ""] = await inputOf(at, "edit");
  expect({
    nothing: [nothing.asked.map((each) => "pictures" in each), nothing.said[1]],
    asked: again.asked,
    said: again.said,
    parents: at.git(at.bare, "log", "--format=%H", shelf).split("\n"),
    edits: (await at.gh.calls()).flatMap(({ args }) => (args[1] === "edit" ? [args] : [])),
    around: [edited.slice(0, edited.indexOf("<!--")), edited.slice(edited.lastIndexOf("-->") + 3)],
    links: [edited.includes(first), edited.split(second).length - 1],
  }).toEqual({
    nothing: [[false], expect.stringMatching(/^Pushed .*\nPull request #7 shows it/)],
    asked: [
      expect.objectContaining({
        pictures: expect.objectContaining({ branch: shelf, count: 2, commit: second }),
        pullRequest: expect.objectContaining({ number: 7, section: expect.stringContaining(second) }),
      }),
    ],
    said: [
      "completed",
      expect.stringContaining("Put the evidence into the text of pull request #7.\nPull request #7 shows it"),
    ],
    parents: [second, first],
    edits: [["pr", "edit", "7", "--body-file=-", "--repo", "acme/harbour"]],
    around: ["Ada's  own words\r\n\r\n", "\r\n\r\n- [ ] below \t"],
    links: [false, 2],
  });
});

test("a text whose marks the person broke is left alone, and it is told", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  const { threadId } = await ready(at);
  await at.gh.answer([body("Mine\n<!-- flightdeck:evidence -->\n"), ...opening()]);
  at.on.core.threads.setPullRequest(threadId, { forge: "GitHub", number: 7, url, state: "draft", checks: "none" });
  const { said } = await turn(at, threadId, [keep("before"), publish]);
  expect([said, await inputOf(at, "edit")]).toEqual([
    ["completed", expect.stringContaining("The text of pull request #7 was left alone")],
    [],
  ]);
});

test("a remote that refuses the pictures gets the pull request with their SHA-256, and it is told", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  const { threadId, shelf, pictures } = await ready(at);
  const hook = join(at.bare, "hooks/update");
  await writeFile(
    hook,
    '#!/bin/sh\ncase "$1" in refs/heads/flightdeck/evidence/*) echo "no pictures"; exit 1;; esac\n',
  );
  await chmod(hook, 0o755);
  await at.gh.answer(opening());
  const { said } = await turn(at, threadId, [keep("before"), publish]);
  const [text = ""] = await inputOf(at, "create");
  expect([said, text]).toEqual([
    [
      "completed",
      expect.stringMatching(
        new RegExp(`The 1 picture did not go to origin, branch ${shelf}; [^]*no pictures[^]*\nOpened the draft`),
      ),
    ],
    expect.stringContaining(
      `SHA-256 \`${createHash("sha256")
        .update(pictures[0] ?? "")
        .digest("hex")}\``,
    ),
  ]);
  expect(text).not.toContain("![");
});

test.each(["moved", "removed"])(
  "where the branch of the pictures was %s in the remote, nothing there is lost or brought back",
  async (what) => {
    await using at = await harbour({ "boiler.txt": "cold\n" });
    const { threadId, worktree, shelf } = await ready(at);
    await at.gh.answer(opening());
    await turn(at, threadId, [keep("before"), publish]);
    const main = at.git(at.bare, "rev-parse", "main");
    if (what === "moved") at.git(at.bare, "update-ref", `refs/heads/${shelf}`, main);
    else at.git(at.bare, "update-ref", "-d", `refs/heads/${shelf}`);
    await ran(worktree, "after", "blue", 3_000_000);
    await at.gh.answer([{ when: "pr edit", print: url }, body("Mine"), ...opening()]);
    const { said } = await turn(at, threadId, [keep("after"), publish]);
    const commit = at.git(at.bare, "rev-parse", shelf);
    const [edited = ""] = await inputOf(at, "edit");
    expect([said[0], at.git(at.bare, "log", "-1", "--format=%P", shelf), edited.split(commit).length - 1]).toEqual([
      "completed",
      what === "moved" ? main : "",
      2,
    ]);
  },
);

test("what answers with a pull request that cannot be read still publishes, and tells what it could not change", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  const { threadId, branch } = await ready(at);
  at.on.core.threads.setPullRequest(threadId, { forge: "GitHub", number: 7, url, state: "draft", checks: "none" });
  await at.gh.answer([
    { when: "--json body", complain: "HTTP 502", code: 1 },
    { when: "pr view 7", print: pullRequest() },
  ]);
  const { said } = await turn(at, threadId, [keep("before"), publish]);
  expect([said, at.git(at.bare, "log", "-1", "--format=%s", branch)]).toEqual([
    ["failed", expect.stringMatching(/Pushed \w{10} [^]*Pushed 1 picture [^]*HTTP 502/)],
    "Mend the boiler",
  ]);
});
