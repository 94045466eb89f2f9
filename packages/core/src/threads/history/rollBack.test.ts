import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MessageId, type ThreadId, type ThreadWatchEvent, TurnId } from "@flightdeck/contract";
import { addFilePatch, answer, broken, call, patch, say as words, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { git, readFolder } from "../../git/testing/repository.ts";
import { messageId, testCore } from "../../testing/testCore.ts";
import { begin, inputOf, say } from "./testing/work.ts";

const adding = (path: string) => [answer(patch(addFilePatch(path, path))), answer(words(`Added ${path}.`))];

const three = [...adding("one.txt"), ...adding("two.txt"), ...adding("three.txt")];

test("rolled back with its files, a thread is as it was before the turn, for the person, the model and the folder", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script(three);
  const threadId = await begin(on, repo.path);
  await say(on, threadId, "Add one");
  const before = on.core.threads.load(threadId).thread;
  const files = readFolder(before.cwd);
  const second = await say(on, threadId, "Add two");
  const last = await say(on, threadId, "Add three");
  writeFileSync(join(before.cwd, "mine.txt"), "by hand");
  const full = readFolder(before.cwd);
  const { snapshot = "" } = await on.core.threads.history.rollBack({ threadId, turnId: second.id, files: true });
  const { thread } = on.core.threads.load(threadId);
  expect({
    thread: { ...thread, updatedAt: 0, unread: false, usage: thread.usage.context },
    spent: thread.usage.input > before.usage.input,
    files: readFolder(before.cwd),
    row: on.core.threads.rows({ archived: false }).map(({ status, preview }) => ({ status, preview })),
  }).toEqual({
    thread: { ...before, updatedAt: 0, unread: false, usage: before.usage.context },
    spent: true,
    files,
    row: [{ status: "idle", preview: "Added one.txt." }],
  });
  on.model.script([answer(words("Fine."))]);
  await say(on, threadId, "Something else");
  const requests = on.model.requests.map(({ body }) => body);
  const input = requests.at(-1)?.input ?? [];
  // Up to the message of the turn that is gone it is the request that the second turn began with.
  const old = requests[2]?.input ?? [];
  expect(input.slice(0, -1)).toEqual(old.slice(0, -1));
  expect(inputOf(requests.at(-1)).at(-1)).toBe("user: Something else");
  await on.core.threads.history.restoreFiles({ threadId, snapshot });
  expect([readFolder(before.cwd), last.outcome]).toEqual([full, "completed"]);
});

test("commits of turns that are taken back stay in the branch, and person and model are told", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([...three, answer(words("I see."))]);
  const threadId = await begin(on, repo.path);
  await say(on, threadId, "Add one");
  const { cwd } = on.core.threads.load(threadId).thread;
  const second = await say(on, threadId, "Add two");
  git(cwd, "add", "-A");
  git(cwd, "commit", "-q", "-m", "Add one and two");
  const head = git(cwd, "rev-parse", "HEAD");
  const since = await on.core.threads.history.commitsSince({ threadId, turnId: second.id });
  const back = await on.core.threads.history.rollBack({ threadId, turnId: second.id, files: true });
  on.model.script([answer(words("I see."))]);
  await say(on, threadId, "Something else");
  const told = JSON.stringify(on.model.requests.at(-1)?.body.input.at(-2));
  expect({
    since,
    commits: back.commits,
    head: git(cwd, "rev-parse", "HEAD"),
    files: Object.keys(readFolder(cwd)),
    status: git(cwd, "status", "--porcelain"),
  }).toEqual({
    since: {
      added: 1,
      newest: [{ id: head.slice(0, since.newest[0]?.id.length), subject: "Add one and two" }],
      gone: 0,
    },
    commits: 1,
    head,
    files: ["a.txt", "one.txt"],
    status: " D two.txt",
  });
  expect(told).toContain("commits that were made since are still in it");
});

test("without its files, the model is told that they may have changed", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([...three, answer(words("Yes.")), answer(words("No."))]);
  const threadId = await begin(on, repo.path);
  await say(on, threadId, "Add one");
  const second = await say(on, threadId, "Add two");
  await on.core.threads.history.rollBack({ threadId, turnId: second.id, files: false });
  on.model.script([answer(words("Yes.")), answer(words("No."))]);
  const talk = await say(on, threadId, "Just words");
  // Words alone change no file: nothing is said about them.
  await on.core.threads.history.rollBack({ threadId, turnId: talk.id, files: false });
  await say(on, threadId, "Other words");
  const { thread } = on.core.threads.load(threadId);
  const before = inputOf(on.model.requests[2]?.body).length - 1;
  expect({
    kept: existsSync(join(thread.cwd, "two.txt")),
    told: inputOf(on.model.requests.at(-1)?.body).slice(before),
  }).toEqual({ kept: true, told: ["user: <turns_removed>", "user: Other words"] });
});

test("a conversation that was made shorter is whole again when that is taken back", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([...three.slice(0, 4), answer(words("One file, then another."))]);
  const threadId = await begin(on, repo.path);
  await say(on, threadId, "Add one");
  await say(on, threadId, "Add two");
  const before = on.core.threads.load(threadId).thread;
  on.core.threads.compact(threadId);
  await on.core.threads.idle();
  const { turns } = on.core.threads.load(threadId).thread;
  const { kind, outcome, id: turnId = TurnId.parse("none") } = turns.at(-1) ?? {};
  await on.core.threads.history.rollBack({ threadId, turnId, files: false });
  const after = on.core.threads.load(threadId).thread;
  on.model.script([answer(words("Fine."))]);
  await say(on, threadId, "Go on");
  const asked = on.model.requests.filter(({ body }) => body.input.length > 0).map(({ body }) => inputOf(body));
  const second = asked[3] ?? [];
  expect({
    compacted: [kind, outcome],
    turns: after.turns,
    input: asked.at(-1)?.slice(0, second.length),
    last: asked.at(-1)?.at(-1),
  }).toEqual({ compacted: ["compaction", "completed"], turns: before.turns, input: second, last: "user: Go on" });
});

test("everything rolled back is a thread that has not begun", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script(three);
  const threadId = await begin(on, repo.path);
  const first = await say(on, threadId, "Add one");
  await on.core.threads.history.rollBack({ threadId, turnId: first.id, files: true });
  const { thread } = on.core.threads.load(threadId);
  on.model.script([answer(words("Hello."))]);
  await say(on, threadId, "Again");
  const [one, again] = [on.model.requests[0], on.model.requests.at(-1)].map((request) => inputOf(request?.body));
  expect({ turns: thread.turns, files: Object.keys(readFolder(thread.cwd)), again }).toEqual({
    turns: [],
    files: ["a.txt"],
    again: one?.with(-1, "user: Again"),
  });
});

test("what was rolled back stays gone in the next host, and watchers start over", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script(three);
  const threadId = await begin(on, repo.path);
  await say(on, threadId, "Add one");
  const second = await say(on, threadId, "Add two");
  const seen: ThreadWatchEvent["type"][] = [];
  const stop = new AbortController();
  const { seq } = on.core.threads.load(threadId);
  const watching = (async () => {
    for await (const { type } of on.core.threads.watch(threadId, { items: 10 }, stop.signal)) seen.push(type);
  })();
  await on.core.threads.history.rollBack({ threadId, turnId: second.id, files: true });
  await watching;
  const again = (await on.core.threads.watch(threadId, { after: seq, items: 10 }, stop.signal).next()).value;
  stop.abort();
  expect({
    seen,
    again: again?.type === "snapshot" && again.thread,
  }).toEqual({ seen: ["snapshot", "resync"], again: on.core.threads.load(threadId).thread });
});

test("a running turn, a turn that is gone and a worktree that is gone refuse, each with its code", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([...adding("one.txt"), broken(answer(words("This stalls for ever")), "stall", "text")]);
  const threadId = await begin(on, repo.path);
  const { id: turnId } = await say(on, threadId, "Add one");
  const rolled = (more: { turnId?: TurnId; files?: boolean } = {}) =>
    on.core.threads.history.rollBack({ threadId, turnId, files: true, ...more }).then(
      () => "done",
      (error: { code: string }) => error.code,
    );
  const codes = [await rolled({ turnId: TurnId.parse("nowhere") })];
  on.core.threads.send(threadId, { id: messageId(), text: "Stall" });
  codes.push(await rolled());
  on.core.threads.interrupt(threadId);
  await on.core.threads.idle();
  await on.core.worktrees.remove(threadId);
  const { worktree } = on.core.threads.load(threadId).thread;
  if (worktree) on.core.threads.setWorktree(threadId, { ...worktree, state: "removed" });
  codes.push(await rolled(), await rolled({ files: false }));
  expect(codes).toEqual(["turn_not_found", "turn_running", "worktree_missing", "done"]);
});

test("a command that was left running keeps the files where they are", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([answer(call("exec_command", { cmd: "sleep 1000", yield_time_ms: 10 })), answer(words("It runs."))]);
  const threadId = await begin(on, repo.path);
  const { id: turnId } = await say(on, threadId, "Start it");
  await expect(on.core.threads.history.rollBack({ threadId, turnId, files: true })).rejects.toMatchObject({
    code: "worktree_busy",
  });
  expect(on.core.threads.load(threadId).thread.turns.length).toBe(1);
});

test("edited and sent anew, the last message starts from where the first one did", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script([...adding("one.txt"), ...adding("tow.txt"), ...adding("two.txt")]);
  const threadId = await begin(on, repo.path);
  await say(on, threadId, "Add one");
  const { id: turnId } = await say(on, threadId, "Add tow");
  const message = { id: MessageId.parse("better"), text: "Add two" };
  const send = () => on.core.threads.history.resend({ threadId, turnId, files: true, message });
  await send();
  await send(); // A repeated send is one message.
  await on.core.threads.idle();
  const { thread } = on.core.threads.load(threadId);
  expect({
    said: thread.turns.map(({ items }) => items.find((item) => item.type === "user_message")?.text),
    queue: thread.queue,
    files: Object.keys(readFolder(thread.cwd)),
    input: inputOf(on.model.requests[4]?.body),
  }).toEqual({
    said: ["Add one", "Add two"],
    queue: [],
    files: ["a.txt", "one.txt", "two.txt"],
    input: inputOf(on.model.requests[2]?.body).with(-1, "user: Add two"),
  });
});

test("words that cannot be sent anew stay with the person, and the thread as it was", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script(adding("one.txt"));
  const threadId = await begin(on, repo.path);
  const { id: turnId } = await say(on, threadId, "Add one");
  const before = on.core.threads.load(threadId).thread;
  writeFileSync(join(gitDirOf(before.cwd), "MERGE_HEAD"), "");
  const message = { id: MessageId.parse("better"), text: "Add two" };
  await expect(on.core.threads.history.resend({ threadId, turnId, files: true, message })).rejects.toMatchObject({
    code: "worktree_busy",
  });
  const { thread } = on.core.threads.load(threadId);
  expect({ ...thread, updatedAt: 0 }).toEqual({ ...before, updatedAt: 0 });
});

const gitDirOf = (path: string): string => readFileSync(join(path, ".git"), "utf8").replace("gitdir: ", "").trim();

test("killed between the files and the log, the same roll back can be done again", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using on = await testCore();
  on.model.script(three);
  const threadId: ThreadId = await begin(on, repo.path);
  await say(on, threadId, "Add one");
  const { id: turnId, checkpoints } = await say(on, threadId, "Add two");
  const { cwd } = on.core.threads.load(threadId).thread;
  // What the host had done when it died.
  await on.core.worktrees.rewind({ path: cwd, threadId, to: checkpoints.before ?? "", name: "rolled-back-0" });
  await on.core.threads.history.rollBack({ threadId, turnId, files: true });
  expect([Object.keys(readFolder(cwd)), on.core.threads.load(threadId).thread.turns.length]).toEqual([
    ["a.txt", "one.txt"],
    1,
  ]);
});
