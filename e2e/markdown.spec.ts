import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answer, paced, patch, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, startThread, test as base } from "./harness.ts";
import { startHost } from "./host.ts";

/** A host on whose machine there is an editor, which writes down what it was opened with. */
const test = base.extend({
  host: async ({ home, model }, use) => {
    const editor = join(home.path, "zed");
    await writeFile(editor, `#!/bin/sh\nprintf '%s\\n' "$@" >> "${home.path}/opened"\n`);
    await chmod(editor, 0o755);
    const env = { PATH: `${home.path}:${process.env.PATH ?? ""}` };
    await using host = await startHost({ home: home.path, model: model.url, env });
    await use(host);
  },
});

const rich = [
  "## Everything",
  "Euler: $e^{i\\pi} + 1 = 0$, a price of $5 and $6, and \\(a < b\\).",
  "$$\n\\int_0^1 x^2\\,dx = \\frac{1}{3}\n$$",
  "```ts\nexport const answer: number = 42;\n```",
  "```mermaid\nflowchart LR\n  A[Write] --> B{Check}\n  B -->|good| C[Land]\n  B -->|bad| A\n```",
  "| Part | State | Words |\n|---|---|---|\n| `a.ts` | done | short |\n| b | open | a longer sentence about it |",
  "See `src/index.ts:1` and [the readme](README.md).",
].join("\n\n");

test("code is coloured, formulas are set and diagrams are drawn", async ({ app, model, repository }) => {
  model.script([answer(say(rich, 60))]);
  await startThread(app, nameOf(repository.path), "Rich");
  await expectStatus(app, "Rich", "idle");
  const log = conversation(app, "Rich");
  const diagram = log.getByRole("group", { name: "Diagram", exact: true });
  await expect(diagram.getByRole("img", { name: "Diagram" })).toBeVisible();
  await expect(log.locator(".katex")).toHaveCount(3);
  await expect(log).toContainText("a price of $5 and $6");
  await expect(log.getByRole("group", { name: "Code, ts" }).locator("span[style*=syn-keyword]").first()).toBeVisible();
  await expect(log.getByRole("group", { name: "Table" }).getByRole("columnheader")).toHaveText([
    "Part",
    "State",
    "Words",
  ]);

  const width = () => diagram.getByRole("img").evaluate((img) => img.getBoundingClientRect().width);
  const before = await width();
  await diagram.getByRole("group", { name: "Picture of the diagram" }).focus();
  await app.keyboard.press("+");
  await expect.poll(width).toBeGreaterThan(before * 1.2);
  await app.keyboard.press("0");
  await expect.poll(width).toBe(before);
  await diagram.getByRole("button", { name: "Source of the diagram" }).click();
  await expect(diagram).toContainText("B -->|good| C[Land]");
});

test("marks that are not finished are never seen, and what has its colours keeps them", async ({
  app,
  model,
  repository,
}) => {
  const text = [
    "### A head with **weight**",
    "Words that are **bold and _slanted_ inside**, ***both***, `code with a star`, ~~gone~~ and [a link](https://example.com/a) on.",
    "A formula $x^2 + y$ and one \\(a < b\\) here.",
    "1. one **item**\n2. two\n\n   ```ts\n   const two: number = 2;\n   ```\n\n3. three\n   - [ ] a task",
    "| Name | What **it** does |\n|---|:--:|\n| a | `b` |",
    "```ts\nexport const answer = 42;\n```",
    "$$\nx^2\n$$",
    "The end of it.",
  ].join("\n\n");
  await app.evaluate(() => {
    const seen = new Set<string>();
    let colours = 0;
    new MutationObserver(() => {
      const log = document.querySelector<HTMLElement>("[role=log]");
      const words = log?.innerText ?? "";
      for (const found of words.matchAll(/.{0,12}(?:\*\*|~~|\]\(|``|\|-|^\||\$|^#+ |\\\(|\[ \]).{0,12}/gm))
        seen.add(found[0]);
      const now = log?.querySelectorAll("[style*=syn-]").length ?? 0;
      if (now < colours) seen.add("colours went away");
      colours = now;
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { marksSeen: () => [...seen] });
  });
  model.script([paced(answer(say(text, text.length)), 3)]);
  const title = await startThread(app, nameOf(repository.path), "Marks");
  await expectStatus(app, title, "idle");
  const log = conversation(app, title);
  await expect(log).toContainText("The end of it.");
  await expect(log.locator(".katex")).toHaveCount(3);
  await expect(log.locator("[style*=syn-keyword]")).toHaveCount(3);
  const seen = await app.evaluate(() => (window as unknown as { marksSeen: () => readonly string[] }).marksSeen()); // put there above
  expect(seen).toEqual([]);
  // The colours are worked out beside the page.
  expect(app.workers().length).toBeGreaterThan(0);
});

test("names of files open the editor at their line, and only inside of the thread's folder", async ({
  app,
  model,
  home,
  repository,
}) => {
  const lines = Array.from({ length: 9 }, (_, n) => `line ${n + 1}`);
  await repository.commit("Add lines", { "src/lines.txt": `${lines.join("\n")}\n` });
  const change = "*** Begin Patch\n*** Update File: src/lines.txt\n@@\n-line 5\n+fifth line\n*** End Patch\n";
  model.script([
    answer(patch(change)),
    answer(say("See `src/index.ts:7`, [passwords](/etc/passwd.conf) and [gone](src/gone.ts).")),
  ]);
  await startThread(app, nameOf(repository.path), "Files");
  await expectStatus(app, "Files", "idle");
  const log = conversation(app, "Files");
  await log.getByRole("link", { name: "src/index.ts:7" }).click();
  const opened = () => readFile(join(home.path, "opened"), "utf8").catch(() => "");
  await expect.poll(opened).toMatch(/\/src\/index\.ts:7:1\n$/);
  await log.getByRole("group", { name: "File change" }).getByRole("button", { name: "Open in the editor" }).click();
  await expect.poll(opened).toMatch(/\/src\/lines\.txt:5:1\n$/);
  await log.getByRole("link", { name: "gone" }).click();
  await expect(app.getByText("There is no such file").first()).toBeVisible();
  await log.getByRole("link", { name: "passwords" }).click();
  expect((await opened()).split("\n")).toHaveLength(3);
});

test("what the model writes never becomes part of the page", async ({ app, model, repository }) => {
  const asked: string[] = [];
  app.on("request", (request) => asked.push(request.url()));
  const dialogs: string[] = [];
  app.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const hostile = [
    "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 2'>",
    "[a](javascript:window.hurt=3) [b](data:text/html,<script>1</script>) <https://evil.example/a> ![p](https://evil.example/p.png)",
    "$\\href{javascript:window.hurt=4}{x}$ $\\htmlClass{evil}{y}$ $\\includegraphics{https://evil.example/i.png}$ $\\def\\a{\\a\\a}\\a$",
    `$${"{".repeat(900)}$`,
    '```mermaid\n%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "* { background: url(https://evil.example/c.png) }"}}%%\nflowchart LR\n  A["<img src=\'https://evil.example/m.png\' onerror=\'parent.hurt=5\'><script>parent.hurt=6</script>"] --> B\n  click A "javascript:parent.hurt=7" "tip"\n  click B call alert("hurt")\n  style A fill:url(https://evil.example/f.png)\n```',
    "```mermaid\nnot a diagram at all <b>\n```",
    "The end of it.",
  ].join("\n\n");
  model.script([answer(say(hostile, 40))]);
  await startThread(app, nameOf(repository.path), "Hostile");
  await expectStatus(app, "Hostile", "idle");
  const log = conversation(app, "Hostile");
  const [drawn, broken] = [0, 1].map((n) => log.getByRole("group", { name: "Diagram", exact: true }).nth(n));
  if (drawn === undefined || broken === undefined) throw new Error("there are two");
  await expect(broken).toContainText("Diagram that cannot be drawn");
  await expect(broken).toContainText("not a diagram at all <b>");
  await expect(drawn.getByRole("img", { name: "Diagram" }).or(drawn.getByText("cannot be drawn"))).toBeVisible();
  await expect(log).toContainText("<script>window.hurt = 1</script>");

  expect(await log.locator("script, iframe, object, svg foreignObject, .evil, a[href^='javascript']").count()).toBe(0);
  expect(await log.locator("img:not([src^='data:image/svg+xml'])").count()).toBe(0);
  expect(await app.evaluate(() => "hurt" in window)).toBe(false);
  const frame = app.locator("iframe");
  await expect(frame).toHaveAttribute("sandbox", "allow-scripts");
  const reach = await app
    .frames()
    .at(-1)
    ?.evaluate(async () => {
      const tried = async (work: () => unknown) => {
        try {
          await work();
          return "could";
        } catch {
          return "could not";
        }
      };
      return {
        parent: await tried(() => window.parent.document.title),
        storage: await tried(() => window.localStorage.length),
        network: await tried(() => fetch(`${location.href}`)),
        origin: window.origin,
      };
    });
  expect(reach).toEqual({ parent: "could not", storage: "could not", network: "could not", origin: "null" });
  expect({ evil: asked.filter((url) => url.includes("evil.example")), dialogs }).toEqual({ evil: [], dialogs: [] });
  await expect(log).toContainText("The end of it.");
});
