import { expect, test } from "vitest";
import { instructionsContext, personMessage, projectInstructions } from "./index.ts";

/** A reader over files by path that tells which paths were asked for. */
const disk = (files: Readonly<Record<string, string>>) => {
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    return files[path];
  };
  return { read, asked };
};

test("files count from the root down to the folder, siblings and deeper ones do not", async () => {
  const { read, asked } = disk({
    "/AGENTS.md": "above the repository",
    "/repo/AGENTS.md": "root\n",
    "/repo/app/AGENTS.md": "app",
    "/repo/app/deep/AGENTS.md": "deep",
    "/repo/lib/AGENTS.md": "lib",
  });
  expect(await projectInstructions("/repo", "/repo/app", read)).toEqual([
    { path: "AGENTS.md", text: "root" },
    { path: "app/AGENTS.md", text: "app" },
  ]);
  expect(asked.every((path) => path.startsWith("/repo/"))).toBe(true);
});

test("an override takes the place of its folder's file, an empty file counts as none", async () => {
  const { read } = disk({
    "/repo/AGENTS.override.md": "mine",
    "/repo/AGENTS.md": "ours",
    "/repo/app/AGENTS.override.md": "  \n",
    "/repo/app/AGENTS.md": "app",
  });
  expect(await projectInstructions("/repo", "/repo/app", read)).toEqual([
    { path: "AGENTS.override.md", text: "mine" },
    { path: "app/AGENTS.md", text: "app" },
  ]);
});

test("a folder outside the root has its own file alone", async () => {
  const { read } = disk({ "/repo/AGENTS.md": "root", "/else/AGENTS.md": "else" });
  expect(await projectInstructions("/repo", "/else", read)).toEqual([{ path: "../else/AGENTS.md", text: "else" }]);
});

test("all files together have 32 KiB; the one that crosses it is cut between characters", async () => {
  const { read } = disk({
    "/repo/AGENTS.md": "a".repeat(32 * 1024 - 3),
    "/repo/b/AGENTS.md": "ééé",
    "/repo/b/c/AGENTS.md": "nothing left",
  });
  const files = await projectInstructions("/repo", "/repo/b/c", read);
  expect(files.map(({ path, text }) => [path, text.length > 100 ? text.length : text])).toEqual([
    ["AGENTS.md", 32 * 1024 - 3],
    ["b/AGENTS.md", "é\n[cut: AGENTS.md files have 32 KiB together]"],
  ]);
});

test("they become one context message, the root's first", () => {
  const files = [
    { path: "AGENTS.md", text: "Use tabs." },
    { path: "app/AGENTS.md", text: "Use spaces." },
  ];
  expect(instructionsContext(files)).toEqual(
    personMessage(
      "<project_instructions>\n# AGENTS.md\n\nUse tabs.\n\n# app/AGENTS.md\n\nUse spaces.\n</project_instructions>",
    ),
  );
  expect(instructionsContext([])).toBeUndefined();
});
