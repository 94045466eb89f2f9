import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Evidence, Item } from "@flightdeck/contract";
import { addFilePatch, answer, call, patch, say } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { imageHeader } from "../images/index.ts";
import { type Harbour, harbour, opening } from "./testing/harbour.ts";

/** What self-test looks for in PATH and would start. */
const browser = ["chromium", "google-chrome", "chromium-browser"].some((name) =>
  ["/usr/bin", "/usr/local/bin", "/opt/google/chrome"].some((folder) => existsSync(join(folder, name))),
);
if (!browser) test.skip("self-test is not tried: this machine has no Chromium or Chrome", () => undefined);

const page = (button: string) => `import { createServer } from "node:http";
const page = \`<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Tasks</title><h1>Tasks</h1>
<label>Title <input id="field"></label>
<button onclick="${button}">Add</button><ul id="list"></ul></html>\`;
createServer((_request, response) => response.setHeader("content-type", "text/html").end(page)).listen(process.env.PORT, "127.0.0.1");
`;
const broken = page("missing.append(field.value)");
const mended = page("list.append(Object.assign(document.createElement('li'), { textContent: field.value }))");

const steps = JSON.stringify({
  app: { command: "node server.mjs", url: "http://127.0.0.1:{port}/" },
  steps: [
    { fill: { role: "textbox", name: "Title" }, with: 'Buy <milk> & "bread"' },
    { click: { role: "button", name: "Add" } },
    { screenshot: "after adding", about: "The list after Add" },
    { expect: { role: "listitem" }, seconds: 1 },
    { expect: 'Buy <milk> & "bread"' },
  ],
});

const run = (on: Harbour["on"], more: string) =>
  call("exec_command", {
    cmd: `sh ${join(on.home, "skills/.app/self-test/scripts/self-test.sh")} .self-test/steps.json ${more}`,
    yield_time_ms: 60_000,
  });
const kept = (items: readonly Item[]): readonly Evidence[] =>
  items
    .flatMap((item) => (item.type === "tool_call" && item.evidence !== undefined ? [item.evidence] : []))
    .sort((a, b) => a.at - b.at);

test.runIf(browser)(
  "an app is tried in the sandbox before and after a change; the pictures outlive the worktree and reach the pull request",
  async () => {
    await using at = await harbour({ "server.mjs": broken });
    const { on } = at;
    await at.gh.answer(opening());
    const [before = "", after = ""] = [broken, mended].map((text) =>
      text.split("\n").find((line) => line.includes("<button")),
    );
    on.model.script([
      answer(call("use_skill", { name: "self-test" })),
      answer(patch(addFilePatch(".self-test/steps.json", steps))),
      answer(run(on, "--label before --at HEAD")),
      answer(patch(`*** Begin Patch\n*** Update File: server.mjs\n@@\n-${before}\n+${after}\n*** End Patch\n`)),
      answer(run(on, "--label after")),
      answer(
        call("keep_evidence", { folder: ".self-test/before" }),
        call("keep_evidence", { folder: ".self-test/after" }),
      ),
      answer(call("publish", { through: "pull_request", message: "Add tasks to the list", body: "It adds." })),
      answer(say("It works.")),
    ]);
    const { threadId, worktree } = await at.begin("$self-test the button");
    const { approvals } = await on.when(threadId, (thread) => thread.approvals.length > 0);
    on.core.threads.answer(threadId, approvals[0]!.id, "approve");
    const { turns } = await on.status(threadId, "idle");
    const items = turns[0]?.items ?? [];
    const commands = items.flatMap((item) => (item.type === "command" ? [item] : []));
    expect(
      commands.map(({ exitCode, sandboxed }) => [exitCode, sandboxed]),
      commands.map(({ output }) => output).join("\n"),
    ).toEqual([
      [1, true],
      [0, true],
    ]);
    const [first, second] = kept(items);
    expect([first, second]).toEqual([
      expect.objectContaining({ label: "before", passed: false }),
      expect.objectContaining({ label: "after", passed: true, console: [], uncommitted: 1 }),
    ]);
    expect({
      steps: first?.steps.map(({ does, status }) => `${status} ${does}`),
      reported: first?.console.map(({ level, text }) => [level, text.split("\n")[0]]),
      pictures: first?.pictures.map(({ about }) => about),
      request: approvals[0]?.request.kind === "publish" && approvals[0].request.commit?.files,
    }).toEqual({
      steps: [
        expect.stringMatching(/^passed go to http:\/\/127\.0\.0\.1:/),
        'passed fill textbox “Title” with “Buy <milk> & "bread"”',
        "passed click button “Add”",
        "passed look: The list after Add",
        "failed expect listitem",
        'skipped expect “Buy <milk> & "bread"”',
      ],
      reported: [["exception", "ReferenceError: missing is not defined"]],
      pictures: ["The list after Add", "What was on the screen when a step failed"],
      // Its own folder is not among what is published.
      request: ["server.mjs"],
    });
    // Nothing that the run started is left in the folder.
    await on.core.worktrees.remove(threadId);
    expect(existsSync(worktree)).toBe(false);
    const pictures = [...(first?.pictures ?? []), ...(second?.pictures ?? [])];
    const read = await Promise.all(pictures.map(({ blob }) => on.core.blobs.read(blob)));
    expect(read.map((bytes) => imageHeader(bytes))).toEqual(
      pictures.map(() => ({ type: "image/png", width: 1280, height: 800 })),
    );
    const body = (await at.gh.calls()).find(({ args }) => args[1] === "create")?.input ?? "";
    expect(body).toMatch(/^It adds\.\n\n<!-- flightdeck:evidence -->\n## Evidence\n[^]*\n\| Before \| After \|\n/);
    expect(body).toContain("**before**: failed, 4 of 6 steps, 1 error on the page");
    expect(body).toContain("**after**: passed, 6 of 6 steps, 0 errors on the page");
    // Each is shown from a commit in the remote that holds it.
    const shown = [...body.matchAll(/\/blob\/(\w+)\/([\w.-]+)\?raw=true/g)];
    const size = ([, commit, path]: RegExpExecArray) => Number(at.git(at.bare, "cat-file", "-s", `${commit}:${path}`));
    expect(new Set(shown.map(size))).toEqual(new Set(read.map(({ length }) => length)));
  },
  60_000,
);
