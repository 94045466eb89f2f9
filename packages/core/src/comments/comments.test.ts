import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type CommentAnchor, CommentId, type ReviewComment, type ThreadId, TurnId } from "@flightdeck/contract";
import {
  answer,
  broken,
  call,
  lastExchange,
  patch,
  say,
  temporaryFolder,
  temporaryRepository,
} from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { git, write } from "../git/testing/repository.ts";
import { homeOfKilled } from "../testing/homeOfKilled.ts";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";
import { begin } from "../threads/testing/begin.ts";

const id = (name: string) => CommentId.parse(name);
const file = (...lines: readonly string[]) => `${lines.join("\n")}\n`;
const code = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

const on = (path: string, line: number, quote: string, more: Partial<CommentAnchor> = {}): CommentAnchor => ({
  scope: { kind: "uncommitted" },
  path,
  side: "new",
  lines: { from: line, to: line },
  quote,
  ...more,
});

async function commentsOf(core: TestCore["core"], threadId: ThreadId): Promise<readonly ReviewComment[]> {
  const stop = new AbortController();
  for await (const { comments } of core.comments.watch(threadId, stop.signal)) {
    stop.abort();
    return comments;
  }
  return [];
}

/** A comment as a person reads of it. */
const shown = ({ text, state, number, turn, addressed, answer: said, resolvedAt }: ReviewComment) =>
  [
    `${number === undefined ? "" : `C${number} `}${text}`,
    state,
    ...(turn ? [`turn ${turn.number}`] : []),
    ...(addressed ? [`addressed in ${addressed.number}`] : []),
    ...(said ? [`answered: ${said.text}`] : []),
    ...(resolvedAt === undefined ? [] : ["resolved"]),
  ].join(", ");

const show = async (core: TestCore["core"], threadId: ThreadId) => {
  await core.comments.settled();
  return (await commentsOf(core, threadId)).map(shown);
};

const places = async (
  core: TestCore["core"],
  threadId: ThreadId,
  scope: CommentAnchor["scope"] = { kind: "uncommitted" },
) =>
  (await core.comments.places(threadId, scope)).map((place) =>
    place.kind === "gone"
      ? `${place.commentId} gone`
      : `${place.commentId} ${place.path} ${place.side} ${place.lines.from}-${place.lines.to}${place.outdated ? " outdated" : ""}`,
  );

const replaceLine = (path: string, before: string, after: string) =>
  patch(`*** Begin Patch\n*** Update File: ${path}\n@@\n-${before}\n+${after}\n*** End Patch\n`);

async function started(repo: { readonly path: string }, on_: TestCore): Promise<ThreadId> {
  const threadId = await begin(on_, repo.path, "scenario:say ready");
  await on_.status(threadId, "idle");
  return threadId;
}

test("what is typed is kept at once, and there when the host was killed", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": file(...code) } });
  await using home = await temporaryFolder();
  await using first = await testCore({ home });
  const threadId = await started(repo, first);
  write(repo.path, { "a.txt": file("new", ...code) });
  const { comments } = first.core;
  const anchor = on("a.txt", 1, "+new");
  for (const text of ["W", "Wh", "Why"])
    comments.save(threadId, { commentId: id("c1"), anchor, text, state: "writing" });
  comments.save(threadId, { commentId: id("c2"), anchor, text: "And this?", state: "added" });
  await using left = await homeOfKilled(home);
  await using second = await testCore({ home: left, model: first.model });
  expect(await show(second.core, threadId)).toEqual(["Why, writing", "And this?, added"]);
  expect(await places(second.core, threadId)).toEqual(["c1 a.txt new 1-1", "c2 a.txt new 1-1"]);
});

test("comments are one message; what the agent changed is addressed, what it said is the answer, and both can be resolved", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": file(...code) } });
  await using at = await testCore();
  const threadId = await started(repo, at);
  write(repo.path, { "a.txt": file(...code.slice(0, 9), "TEN"), "b.txt": file("b") });
  const { comments, threads } = at.core;
  const save = (name: string, anchor: CommentAnchor, text: string) =>
    comments.save(threadId, { commentId: id(name), anchor, text, state: "added" });
  save("c1", on("a.txt", 10, "+TEN"), "Small letters, please.");
  save("c2", on("b.txt", 1, "+b"), "Is it needed?");
  save("c3", on("a.txt", 10, "-ten", { side: "old" }), "Why was it changed?");
  at.model.script([
    answer(replaceLine("a.txt", "TEN", "ten!"), replaceLine("a.txt", "one", "ONE")),
    answer(say("All done.\n\nC1: As it was before.\n\n**C2:** Yes, by the tests.")),
  ]);
  const sent = { messageId: messageId(), commentIds: ["c1", "c2", "c3"].map(id), note: "Nearly there.", steer: false };
  const delivery = await comments.send(threadId, sent);
  const again = await comments.send(threadId, sent);
  const thread = await at.when(threadId, ({ turns }) => turns[1]?.checkpoints.after !== undefined);
  const said = thread.turns[1]?.items[0];
  expect({ delivery, again, turns: thread.turns.length }).toEqual({ delivery: "turn", again: "queue", turns: 2 });
  expect(said?.type === "user_message" && said.comments).toEqual({
    note: "Nearly there.",
    list: [
      { id: "c1", number: 1, path: "a.txt", side: "new", lines: { from: 10, to: 10 }, text: "Small letters, please." },
      { id: "c2", number: 2, path: "b.txt", side: "new", lines: { from: 1, to: 1 }, text: "Is it needed?" },
      { id: "c3", number: 3, path: "a.txt", side: "old", lines: { from: 10, to: 10 }, text: "Why was it changed?" },
    ],
  });
  const heard = lastExchange(at.model.requests.at(-2)?.body.input ?? []).text;
  expect(heard).toMatch(/^3 comments on the diff\n\nNearly there\.\n\n## C1: "a\.txt", line 10\n```diff\n\+TEN\n```\n/);
  expect(await show(at.core, threadId)).toEqual([
    "C1 Small letters, please., sent, turn 2, addressed in 2, answered: As it was before.",
    "C2 Is it needed?, sent, turn 2, answered: Yes, by the tests.",
    "C3 Why was it changed?, sent, turn 2, addressed in 2",
  ]);
  expect(await places(at.core, threadId)).toEqual([
    "c1 a.txt new 10-10 outdated",
    "c2 b.txt new 1-1",
    "c3 a.txt old 10-10",
  ]);
  comments.resolve(threadId, id("c1"), true);
  comments.resolve(threadId, id("c2"), true);
  comments.resolve(threadId, id("c2"), false);
  expect((await show(at.core, threadId))[0]).toMatch(/, resolved$/);
  expect((await show(at.core, threadId))[1]).not.toMatch(/resolved/);
  expect(() => comments.delete(threadId, id("c1"))).toThrow(/comment_sent|sent/);
  expect(threads.load(threadId).thread.queue).toEqual([]);
});

test("comments follow their lines through edits and renames, and say when these are gone", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": file(...code), "b.txt": file(...code, "b") } });
  await using at = await testCore();
  const threadId = await started(repo, at);
  write(repo.path, { "a.txt": file(...code, "eleven"), "b.txt": file(...code, "B") });
  const save = (name: string, anchor: CommentAnchor) =>
    at.core.comments.save(threadId, { commentId: id(name), anchor, text: name, state: "added" });
  save("c1", on("a.txt", 11, "+eleven"));
  save("c2", on("a.txt", 2, " two\n three", { lines: { from: 2, to: 3 } }));
  save("c3", on("b.txt", 11, "-b", { side: "old" }));
  await at.core.comments.settled();
  write(repo.path, { "a.txt": file("zero", ...code.toSpliced(1, 1, "TWO"), "eleven") });
  const edited = await places(at.core, threadId);
  renameSync(join(repo.path, "a.txt"), join(repo.path, "c.txt"));
  git(repo.path, "gc", "-q", "--prune=now");
  const renamed = await places(at.core, threadId);
  rmSync(join(repo.path, "c.txt"));
  git(repo.path, "commit", "-q", "-a", "-m", "B");
  const gone = await places(at.core, threadId);
  expect({ edited, renamed, gone }).toEqual({
    edited: ["c1 a.txt new 12-12", "c2 a.txt new 3-4 outdated", "c3 b.txt old 11-11"],
    renamed: ["c1 c.txt new 12-12", "c2 c.txt new 3-4 outdated", "c3 b.txt old 11-11"],
    gone: ["c1 gone", "c2 gone", "c3 b.txt new 11-11 outdated"],
  });
});

test("a comment on lines that the agent has moved meanwhile is found where they are, or said to be outdated", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": file(...code) } });
  await using at = await testCore();
  const threadId = await started(repo, at);
  write(repo.path, { "a.txt": file("0", "00", ...code, "eleven") });
  const save = (name: string, anchor: CommentAnchor) =>
    at.core.comments.save(threadId, { commentId: id(name), anchor, text: name, state: "added" });
  save("c1", on("a.txt", 11, "+eleven"));
  save("c2", on("a.txt", 11, "+never there"));
  expect(await places(at.core, threadId)).toEqual(["c1 a.txt new 13-13", "c2 a.txt new 11-11 outdated"]);
});

test("one comment goes into the running turn, and one whose message is taken back is unsent again", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": file(...code) } });
  await using at = await testCore();
  const threadId = await started(repo, at);
  write(repo.path, { "a.txt": file("new", ...code) });
  const { comments, threads } = at.core;
  for (const name of ["c1", "c2"])
    comments.save(threadId, { commentId: id(name), anchor: on("a.txt", 1, "+new"), text: name, state: "added" });
  at.model.script([
    broken(answer(say("one two three four", 4), call("exec_command", { cmd: "echo hi" })), "stall", "text"),
    answer(replaceLine("a.txt", "new", "newer")),
    answer(say("C1: Newer it is.")),
  ]);
  threads.send(threadId, { id: messageId(), text: "Go" });
  await at.when(threadId, ({ turns }) => turns[1]?.items.some(({ type }) => type === "agent_message") === true);
  const send = (name: string, steer: boolean) =>
    comments.send(threadId, { messageId: messageId(), commentIds: [id(name)], note: "", steer });
  const steered = await send("c1", true);
  const queued = await send("c2", false);
  const sent = await show(at.core, threadId);
  const [waiting] = threads.load(threadId).thread.queue;
  if (waiting) threads.queue.remove(threadId, waiting.id);
  const back = await show(at.core, threadId);
  at.model.release();
  await at.when(threadId, ({ turns }) => turns[1]?.checkpoints.after !== undefined);
  expect({ steered, queued, sent, back, after: await show(at.core, threadId) }).toEqual({
    steered: "steer",
    queued: "queue",
    sent: ["C1 c1, sent", "C2 c2, sent"],
    back: ["C1 c1, sent", "C2 c2, added"],
    after: ["C1 c1, sent, turn 2, addressed in 2, answered: Newer it is.", "C2 c2, added"],
  });
});

test("a turn that is taken back takes back what was sent with it", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": file(...code) } });
  await using at = await testCore();
  const threadId = await started(repo, at);
  write(repo.path, { "a.txt": file("new", ...code) });
  const { comments, threads } = at.core;
  comments.save(threadId, { commentId: id("c1"), anchor: on("a.txt", 1, "+new"), text: "Older.", state: "added" });
  at.model.script([answer(replaceLine("a.txt", "new", "old")), answer(say("C1: Older."))]);
  await comments.send(threadId, { messageId: messageId(), commentIds: [id("c1")], note: "", steer: false });
  const { turns } = await at.when(threadId, (thread) => thread.turns[1]?.checkpoints.after !== undefined);
  const before = await show(at.core, threadId);
  await threads.history.rollBack({ threadId, turnId: turns[1]?.id ?? TurnId.parse("none"), files: true });
  expect([before, await show(at.core, threadId)]).toEqual([
    ["C1 Older., sent, turn 2, addressed in 2, answered: Older."],
    ["C1 Older., added"],
  ]);
  comments.delete(threadId, id("c1"));
  await comments.settled();
  expect(git(repo.path, "for-each-ref", "refs/flightdeck/comments")).toBe("");
});

test("only what is there and unsent can be sent, and a note alone cannot", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": file(...code) } });
  await using at = await testCore();
  const threadId = await started(repo, at);
  const { comments } = at.core;
  const anchor = on("a.txt", 1, " one");
  comments.save(threadId, { commentId: id("c1"), anchor, text: "  ", state: "added" });
  comments.save(threadId, { commentId: id("c2"), anchor, text: "two", state: "added" });
  const send = (...names: readonly string[]) =>
    comments.send(threadId, { messageId: messageId(), commentIds: names.map(id), note: "", steer: false });
  await expect(send("c1")).rejects.toMatchObject({ code: "comment_not_found" });
  await expect(send("c2", "gone")).rejects.toMatchObject({ code: "comment_not_found" });
  await send("c2");
  await expect(send("c2")).rejects.toMatchObject({ code: "comment_sent" });
  expect(() => comments.save(threadId, { commentId: id("c2"), anchor, text: "x", state: "added" })).toThrow();
  comments.delete(threadId, id("c1"));
  await at.status(threadId, "idle");
  expect(await show(at.core, threadId)).toEqual(["C1 two, sent, turn 2"]);
});

test("a deleted thread leaves no ref of its comments behind", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": file(...code) } });
  await using at = await testCore();
  const threadId = await started(repo, at);
  write(repo.path, { "a.txt": file("new", ...code) });
  const refs = () => git(repo.path, "for-each-ref", "--format=%(refname)", "refs/flightdeck/comments");
  const { comments, threads } = at.core;
  for (const name of ["c1", "c2"])
    comments.save(threadId, { commentId: id(name), anchor: on("a.txt", 1, "+new"), text: "x", state: "added" });
  await comments.settled();
  const kept = refs().split("\n").length;
  comments.delete(threadId, id("c1"));
  await comments.settled();
  const left = refs().split("\n").length;
  await threads.delete(threadId);
  expect([kept, left, refs()]).toEqual([2, 1, ""]);
});
