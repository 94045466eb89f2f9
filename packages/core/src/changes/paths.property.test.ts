import { dearTries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { git, write } from "../git/testing/repository.ts";
import { detectSandbox } from "../sandbox/index.ts";
import { fixture } from "./testing/fixture.ts";
import { everything, modelOf, readDiff, someOf, twoVersions, without } from "./testing/model.ts";

const support = await detectSandbox();
const confined = test.skipIf(support.kind === "none");

const picks = fc.array(fc.nat(3), { minLength: 1, maxLength: 7 });
const autocrlf = fc.constantFrom("false", "input", "true");

/** How a file's bytes lie on disk, of those that git stores. */
const kinds = {
  "plain.bin": (stored: string) => stored,
  "lines.crlf": (stored: string) => stored.replaceAll("\n", "\r\n"),
  "dir/some.hide": (stored: string) => stored.replaceAll("HIDDEN", "x y"),
} as const;
const paths = Object.keys(kinds) as readonly (keyof typeof kinds)[]; // its own keys
const attributes = "*.bin -text\n*.crlf text eol=crlf\n*.hide -text filter=hide\n";

/** Carriage returns are git's own in a file whose ends it converts. */
const plain = (bytes: Buffer): string => bytes.toString("latin1").replaceAll("\r", "");
const onDisk = (path: keyof typeof kinds, bytes: Buffer) => Buffer.from(kinds[path](plain(bytes)), "latin1");

confined("lines of several files at once are those that were chosen, whatever git converts on the way", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(twoVersions, twoVersions, twoVersions),
      picks,
      autocrlf,
      async (versions, chosen, ends) => {
        const all = (side: "before" | "after") =>
          Object.fromEntries(paths.map((path, i) => [path, onDisk(path, versions[i]?.[side] ?? Buffer.alloc(0))]));
        using at = fixture({ ".gitattributes": attributes, other: "1\n" }, support);
        const settings = {
          "core.autocrlf": ends,
          "filter.hide.clean": "sed 's/x y/HIDDEN/'",
          "filter.hide.smudge": "sed 's/HIDDEN/x y/'",
        };
        for (const [name, value] of Object.entries(settings)) git(at.root, "config", name, value);
        write(at.root, all("before"));
        git(at.root, "add", "-A");
        git(at.root, "commit", "-q", "-m", "Before");
        write(at.root, { ...all("after"), other: "2\n" });
        const diffs = new Map(paths.map((path) => [path, readDiff(at.root, path)] as const));
        const files = paths.flatMap((path) => {
          const lines = someOf(diffs.get(path) ?? [], chosen);
          return lines.removed.length + lines.added.length === 0 ? [] : [{ path, lines }];
        });
        if (files.length === 0) return;
        const stored = (path: (typeof paths)[number], lines: (typeof files)[number]["lines"]) =>
          modelOf(diffs.get(path) ?? [], lines);
        const read = () => Object.fromEntries([...paths, "other"].map((path) => [path, at.read(path)]));
        const [disk, index] = [read(), at.entries()];

        await at.stage(files);
        expect(files.map(({ path }) => at.staged(path).toString("latin1"))).toEqual(
          files.map(({ path, lines }) => stored(path, lines)),
        );
        expect([read(), git(at.root, "diff", "--cached", "--name-only").split("\n").toSorted()]).toEqual([
          disk,
          files.map(({ path }) => path).toSorted(),
        ]);
        await at.unstage(files.map(({ path }) => ({ path })));
        expect(at.entries()).toEqual(index);

        const { id } = await at.revert(files);
        const left = files.map(({ path, lines }) => {
          const text = stored(path, without(everything(diffs.get(path) ?? []), lines));
          return [path, Buffer.from(kinds[path](text), "latin1")] as const;
        });
        expect(read()).toEqual({ ...disk, ...Object.fromEntries(left) });
        await at.changes.undo(at.place, id);
        expect([read(), at.entries()]).toEqual([disk, index]);
      },
    ),
    dearTries(3),
  );
});
