import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, write } from "../git/testing/repository.ts";
import { fixture, stateOf } from "./testing/fixture.ts";

test("a lock that a living git holds is left alone by a move, which changes nothing", async () => {
  using at = await fixture({ a: "1\n" }, { local: false });
  write(at.path, { a: "2\n" });
  const before = [stateOf(at.root), stateOf(at.path)];
  const lock = join(at.root, ".git/index.lock");
  const { handovers } = at.reopened((name) => {
    if (name === "detached") writeFileSync(lock, "a living git");
  });
  await expect(at.move("local", "move", handovers)).rejects.toMatchObject({ code: "worktree_busy" });
  expect(readFileSync(lock, "utf8")).toBe("a living git");
  rmSync(lock);
  expect([stateOf(at.root), stateOf(at.path)]).toEqual(before);
  await at.move("local");
  expect(readFileSync(join(at.root, "a"), "utf8")).toBe("2\n");
});

test.each([
  ["opened", { a: "EDITOR\n" }],
  ["local head", { fresh: "EDITOR\n" }],
] as const)(
  "what an editor saves in the local checkout while a thread leaves it stays there: at %s",
  async (at_, files) => {
    using at = await fixture({ a: "1\n", b: "b\n" }, { local: true });
    write(at.root, { b: "changed\n" });
    const { handovers } = at.reopened((name) => {
      if (name === at_) write(at.root, files);
    });
    const moved = at.move("worktree", "move", handovers);
    if (at_ === "opened") await expect(moved).rejects.toMatchObject({ code: "handover_changed" });
    else await moved.catch(() => undefined);
    const [[path, text] = ["", ""]] = Object.entries(files);
    expect([readFileSync(join(at.root, path), "utf8"), readFileSync(join(at.root, "b"), "utf8")]).toEqual([
      text,
      "changed\n",
    ]);
  },
);

test("what an editor saves in the local checkout while a thread comes stays there", async () => {
  using at = await fixture({ a: "1\n", b: "b\n" }, { local: false });
  write(at.path, { b: "changed\n" });
  const before = stateOf(at.path);
  const { handovers } = at.reopened((name) => {
    if (name === "detached") write(at.root, { a: "EDITOR\n" });
  });
  await expect(at.move("local", "move", handovers)).rejects.toMatchObject({ code: "handover_changed" });
  expect([readFileSync(join(at.root, "a"), "utf8"), stateOf(at.path)]).toEqual(["EDITOR\n", before]);
});

test("what an editor saves right before the files of a thread come stays, and nothing moves", async () => {
  using at = await fixture({ a: "1\n", b: "b\n" }, { local: false });
  write(at.path, { b: "changed\n" });
  const before = stateOf(at.path);
  const { handovers } = at.reopened((name) => {
    if (name === "saved") write(at.root, { b: "EDITOR\n", fresh: "EDITOR\n" });
  });
  await expect(at.move("local", "move", handovers)).rejects.toMatchObject({ code: "handover_changed" });
  const now = stateOf(at.root);
  expect([git(at.root, "status", "--porcelain"), now.head.split(" ")[0], stateOf(at.path)]).toEqual([
    " M b\n?? fresh",
    "main",
    before,
  ]);
  expect([readFileSync(join(at.root, "b"), "utf8"), at.place().worktree?.state]).toEqual(["EDITOR\n", "ready"]);
});

test.each(["local", "worktree"] as const)(
  "what an editor saves in the %s while a move is undone is kept among the states of the repository",
  async (side) => {
    using at = await fixture({ a: "1\n", b: "b\n" }, { local: false });
    write(at.path, { b: "changed\n" });
    const [local, worktree] = [stateOf(at.root), stateOf(at.path)];
    const id = await at.move("local");
    let saved = false;
    const { handovers } = at.reopened((name) => {
      if (name !== `${side} back: saved` || saved) return;
      saved = true;
      write(side === "local" ? at.root : at.path, { a: "EDITOR\n", fresh: "EDITOR\n" });
    });
    await at.undo(id, handovers);
    expect([stateOf(at.root), stateOf(at.path), saved]).toEqual([local, worktree, true]);
    const kept = `refs/flightdeck/handovers/${id}/${side}-left-2`;
    expect([git(at.root, "show", `${kept}:a`), git(at.root, "show", `${kept}:fresh`)]).toEqual(["EDITOR", "EDITOR"]);
  },
);

test("another git that works in a checkout while a move is undone is left alone, and the undoing ends later", async () => {
  using at = await fixture({ a: "1\n" }, { local: false });
  write(at.path, { a: "2\n" });
  const before = [stateOf(at.root), stateOf(at.path)];
  const id = await at.move("local");
  const lock = join(at.root, ".git/index.lock");
  const { handovers } = at.reopened((name) => {
    if (name === "worktree back") writeFileSync(lock, "a living git");
  });
  await expect(at.undo(id, handovers)).rejects.toMatchObject({ code: "worktree_busy" });
  expect(readFileSync(lock, "utf8")).toBe("a living git");
  rmSync(lock);
  await at.recover();
  expect([stateOf(at.root), stateOf(at.path)]).toEqual(before);
});

test("a move deletes nothing behind a link that leads out of the checkout", async () => {
  using at = await fixture({ a: "1\n" }, { local: true });
  const outside = join(at.folder, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "notes"), "same\n");
  symlinkSync(outside, join(at.root, "link"));
  git(at.root, "add", "-A");
  git(at.root, "commit", "-qm", "Link");
  unlinkSync(join(at.root, "link"));
  write(at.root, { "link/notes": "same\n" });
  await at.move("worktree");
  expect([existsSync(join(outside, "notes")), git(at.root, "status", "--porcelain")]).toEqual([true, ""]);
});

test("a move runs no filter of the repository: a file that needs one is refused, and why is told", async () => {
  const files = { "y.c": "y\n", "z.c": "z\n", ".gitattributes": "*.c filter=fmt\n", "zz.sh": "#!/bin/sh\ncat\n" };
  using at = await fixture(files, { local: true });
  const mark = join(at.folder, "ran");
  chmodSync(join(at.root, "zz.sh"), 0o755);
  git(at.root, "commit", "-qam", "Filter");
  git(at.root, "config", "filter.fmt.smudge", "./zz.sh");
  git(at.root, "config", "filter.fmt.clean", "./zz.sh");
  writeFileSync(join(at.root, "zz.sh"), `#!/bin/sh\ntouch '${mark}'\ncat\n`);
  write(at.root, { "z.c": "edit\n" });
  await expect(at.move("worktree")).rejects.toMatchObject({
    code: "not_movable",
    detail: expect.stringContaining('filter "fmt"'),
  });
  expect([existsSync(mark), readFileSync(join(at.root, "z.c"), "utf8")]).toEqual([false, "edit\n"]);
});

test("an untracked file of the local checkout whose name is no UTF-8 stays, there and back", async () => {
  using at = await fixture({ a: "1\n" });
  const names = () =>
    readdirSync(at.root, { encoding: "buffer" })
      .map((name) => name.toString("latin1"))
      .toSorted();
  write(at.path, { a: "2\n" });
  writeFileSync(Buffer.concat([Buffer.from(`${at.root}/caf`), Buffer.from([0xe9])]), "mine\n");
  const before = names();
  const id = await at.move("local");
  expect(names()).toEqual(before);
  await at.undo(id);
  expect(names()).toEqual(before);
  await at.move("local");
  await at.move("worktree");
  expect(names()).toEqual(before);
});
