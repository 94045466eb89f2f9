import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, readFolder, write } from "../git/testing/repository.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";

const merge = { method: "merge", message: "Land" } as const;

/** A repository whose files go through a script of it, and that script rewritten in one checkout. */
function filtered(where: "root" | "path"): Fixture & { readonly mark: string } {
  const at = fixture({ "z.c": "z\n", ".gitattributes": "*.c filter=fmt\n", "tools/s.sh": "#!/bin/sh\ncat\n" });
  chmodSync(join(at.root, "tools/s.sh"), 0o755);
  git(at.root, "commit", "-qam", "Filter");
  git(at.path, "reset", "-q", "--hard", "main");
  git(at.root, "config", "filter.fmt.smudge", "./tools/s.sh");
  git(at.root, "config", "filter.fmt.clean", "./tools/s.sh");
  const mark = join(at.folder, "ran");
  if (where === "path") writeFileSync(join(at.path, "tools/s.sh"), `#!/bin/sh\ntouch '${mark}'\ncat\n`);
  return Object.assign(at, { mark });
}

const unfiltered = ["-c", "filter.fmt.clean=", "-c", "filter.fmt.smudge="];

test("a filter that the work rewrote does not run when it lands: such a file is refused, and why is told", async () => {
  using at = filtered("path");
  write(at.path, { "z.c": "work\n" });
  git(at.path, ...unfiltered, "commit", "-qam", "Work");
  await at.landing.check(at.place);
  const landing = at.landing.land(at.place, merge);
  await expect(landing).rejects.toMatchObject({ code: "git_failed", detail: expect.stringContaining('filter "fmt"') });
  expect([
    existsSync(at.mark),
    git(at.root, "status", "--porcelain"),
    readFileSync(join(at.root, "z.c"), "utf8"),
  ]).toEqual([false, "", "z\n"]);
});

test("work that no filter concerns lands beside one", async () => {
  using at = filtered("root");
  write(at.path, { plain: "work\n" });
  git(at.path, "add", "plain");
  git(at.path, "commit", "-qm", "Work");
  await at.landing.land(at.place, merge);
  expect([readFileSync(join(at.root, "plain"), "utf8"), git(at.root, "status", "--porcelain")]).toEqual(["work\n", ""]);
});

test("bringing the base in runs no filter of the work's folder", async () => {
  using at = filtered("root");
  write(at.path, { other: "o\n" });
  git(at.path, "add", "-A");
  git(at.path, "commit", "-qm", "Work");
  writeFileSync(join(at.path, "tools/s.sh"), `#!/bin/sh\ntouch '${at.mark}'\ncat\n`);
  writeFileSync(join(at.root, "z.c"), "base\n");
  git(at.root, "commit", "-qam", "Base");
  const keeper = { keep: async () => undefined, putBack: async () => undefined };
  await expect(at.landing.bringIn(at.place, keeper)).rejects.toMatchObject({ code: "git_failed" });
  expect(existsSync(at.mark)).toBe(false);
});

function worked(): Fixture {
  const at = fixture({ a: "1\n", b: "b\n", gone: "g\n" });
  write(at.path, { a: "work\n", "new/f": "work\n" });
  rmSync(join(at.path, "gone"));
  git(at.path, "add", "-A");
  git(at.path, "commit", "-qm", "Work");
  return at;
}

const stands = (root: string) => ({ files: readFolder(root), status: git(root, "status", "--porcelain") });

test.each([
  ["saves a file that moves", { a: "PERSON\n" }],
  ["makes a file where one comes", { "new/f": "PERSON\n" }],
  ["saves a file that goes", { gone: "PERSON\n" }],
])("what somebody else does in the base's checkout while work lands stays: who %s", async (_, files) => {
  using at = worked();
  const main = git(at.root, "rev-parse", "main");
  let expected: ReturnType<typeof stands> | undefined;
  const landing = at.reopened((name) => {
    if (name !== "kept") return;
    write(at.root, files);
    expected = stands(at.root);
  });
  await expect(landing.land(at.place, merge)).rejects.toMatchObject({ code: "base_dirty" });
  expect([stands(at.root), git(at.root, "rev-parse", "main")]).toEqual([expected, main]);
});

test.each(["a", "new/f", "gone"])(
  "a landing that fails after its files were written puts back only what is its own, not %s",
  async (path) => {
    const files = { [path]: "PERSON\n" };
    using at = worked();
    const old = readFolder(at.root);
    const landing = at.reopened((name) => {
      if (name !== "files") return;
      write(at.root, files);
      throw new Error("cut");
    });
    await expect(landing.land(at.place, merge)).rejects.toMatchObject({ code: "base_dirty" });
    const theirs = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `644 ${btoa(text)}`]));
    expect(readFolder(at.root)).toEqual({ ...old, ...theirs });
  },
);

test.each([
  ["kept", { a: "PERSON\n" }],
  ["kept", { gone: "PERSON\n" }],
  ["files", { a: "PERSON\n" }],
  ["files", { "new/f": "PERSON\n" }],
] as const)(
  "what somebody saves in the base's checkout while a landing is undone stays: at %s %o",
  async (step, files) => {
    using at = worked();
    const { id } = await at.landing.land(at.place, merge);
    const landed = { files: readFolder(at.root), main: git(at.root, "rev-parse", "main") };
    const landing = at.reopened((name) => {
      if (name !== step) return;
      write(at.root, files);
      if (step === "files") throw new Error("cut");
    });
    await expect(landing.undo(at.place, id)).rejects.toMatchObject({ code: "base_dirty" });
    const theirs = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `644 ${btoa(text)}`]));
    expect({ files: readFolder(at.root), main: git(at.root, "rev-parse", "main") }).toEqual({
      files: { ...landed.files, ...theirs },
      main: landed.main,
    });
    expect((await at.landing.check(at.place)).landed?.undo).toBe("base_dirty");
  },
);

test("another git that stages, or holds the index, while a landing is undone is left alone", async () => {
  using at = worked();
  const { id } = await at.landing.land(at.place, merge);
  const landed = stands(at.root);
  const lock = join(at.root, ".git/index.lock");
  const held = at.reopened((name) => {
    if (name === "kept") expect(() => git(at.root, "add", "-A")).toThrow("index.lock");
    if (name !== "files") return;
    writeFileSync(lock, "a living git");
    throw new Error("cut");
  });
  await expect(held.undo(at.place, id)).rejects.toMatchObject({ code: "worktree_busy" });
  expect(readFileSync(lock, "utf8")).toBe("a living git");
  rmSync(lock);
  await at.reopened().recover();
  expect(stands(at.root)).toEqual(landed);
  const staging = at.reopened((name) => {
    if (name !== "files") return;
    write(at.root, { mine: "m\n" });
    git(at.root, "add", "mine");
    throw new Error("cut");
  });
  await expect(staging.undo(at.place, id)).rejects.toThrow("cut");
  expect(git(at.root, "status", "--porcelain")).toBe("A  mine");
});

test("a landing that fails leaves what somebody else staged meanwhile staged", async () => {
  using at = worked();
  const landing = at.reopened((name) => {
    if (name !== "files") return;
    write(at.root, { b: "PERSON\n", mine: "m\n" });
    git(at.root, "add", "b", "mine");
    throw new Error("cut");
  });
  await expect(landing.land(at.place, merge)).rejects.toThrow("cut");
  expect(git(at.root, "status", "--porcelain")).toBe("M  b\nA  mine");
});

test("nobody stages while the files of a landing are written", async () => {
  using at = worked();
  const landing = at.reopened((name) => {
    if (name === "kept") expect(() => git(at.root, "add", "-A")).toThrow("index.lock");
  });
  await landing.land(at.place, merge);
  expect(git(at.root, "status", "--porcelain")).toBe("");
});

test("a failed landing that cannot take the index leaves the files, and is put back by the next one", async () => {
  using at = worked();
  const old = stands(at.root);
  const lock = join(at.root, ".git/index.lock");
  const landing = at.reopened((name) => {
    if (name !== "files") return;
    writeFileSync(lock, "a living git");
    throw new Error("cut");
  });
  await expect(landing.land(at.place, merge)).rejects.toMatchObject({ code: "worktree_busy" });
  expect(readFileSync(lock, "utf8")).toBe("a living git");
  rmSync(lock);
  await at.reopened().recover();
  expect(stands(at.root)).toEqual(old);
  await at.landing.land(at.place, merge);
  expect(git(at.root, "status", "--porcelain")).toBe("");
});

test("a landing that fails deletes nothing outside of the checkout", async () => {
  using at = fixture({ a: "1\n" });
  const outside = join(at.folder, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "notes"), "work\n");
  symlinkSync(outside, join(at.root, "link"));
  git(at.root, "add", "-A");
  git(at.root, "commit", "-qm", "Link");
  git(at.path, "reset", "-q", "--hard", "main");
  unlinkSync(join(at.path, "link"));
  write(at.path, { "link/notes": "work\n" });
  git(at.path, "add", "-A");
  git(at.path, "commit", "-qm", "Work");
  for (const step of ["kept", "files"]) {
    const landing = at.reopened((name) => {
      if (name === step) throw new Error("cut");
    });
    await expect(landing.land(at.place, merge)).rejects.toThrow("cut");
    expect([existsSync(join(outside, "notes")), git(at.root, "status", "--porcelain")]).toEqual([true, ""]);
  }
});

test("a landing that fails puts a file back whose name is no UTF-8", async () => {
  using at = fixture({ a: "1\n" });
  const file = (root: string) => Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]);
  writeFileSync(file(at.root), "old\n");
  git(at.root, "add", "-A");
  git(at.root, "commit", "-qm", "Name");
  git(at.path, "reset", "-q", "--hard", "main");
  writeFileSync(file(at.path), "new\n");
  git(at.path, "commit", "-qam", "Work");
  const landing = at.reopened((name) => {
    if (name === "files") throw new Error("cut");
  });
  await expect(landing.land(at.place, merge)).rejects.toThrow("cut");
  expect([readFileSync(file(at.root), "utf8"), git(at.root, "status", "--porcelain")]).toEqual(["old\n", ""]);
});
