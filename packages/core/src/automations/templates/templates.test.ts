import { Trigger } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { runCore } from "../../runs/testing/runCore.ts";
import { templates } from "../index.ts";

test("there are eight templates, each of them can be made as it is, and says when it runs", async () => {
  await using on = await runCore({ begin: false });
  const { automations, settings } = on.test.core;
  await automations.create(templates().map(({ content }) => ({ content: { ...content, projects: [on.projectId] } })));
  const rows = await Promise.all(
    templates().map(async ({ id, content: { trigger, profile = "", prompt, place } }) => {
      const { problem, next, words } = await automations.preview(Trigger.parse(trigger));
      return {
        id,
        place: place.kind,
        sandbox: settings.profile(profile)?.sandbox,
        fine:
          problem === undefined && next.length === 5 && words !== "" && /Report/.test(prompt) && /nothing/.test(prompt),
      };
    }),
  );
  const works = { place: "worktree", sandbox: "workspace-write", fine: true };
  const reads = { place: "local", sandbox: "read-only", fine: true };
  expect(rows).toEqual([
    { id: "nightly-review", ...works },
    { id: "keep-mergeable", ...works },
    { id: "fix-checks", ...works },
    { id: "bug-hunt", ...works },
    { id: "merged-digest", ...reads },
    { id: "dependencies", ...works },
    { id: "docs-drift", ...works },
    { id: "stale-report", ...reads },
  ]);
  expect((await automations.list()).map(({ problem }) => problem)).toEqual(templates().map(() => undefined));
});

test("the skills that templates name are there, and each is named where it is needed", async () => {
  await using on = await runCore({ begin: false });
  const named = templates().flatMap(({ id, content: { prompt } }) =>
    [...prompt.matchAll(/(?<!")\$([a-z][a-z-]+)/g)].map(([, skill = ""]) => ({ id, skill })),
  );
  const place = { root: on.repository.path, cwd: on.repository.path, trusted: false };
  const loaded = await Promise.all(
    named.map(async ({ id, skill }) => [id, skill, !("problem" in (await on.test.core.skills.load(skill, place)))]),
  );
  expect(loaded).toEqual([
    ["nightly-review", "review-security", true],
    ["keep-mergeable", "resolve-conflicts", true],
    ["fix-checks", "fix-checks", true],
    ["dependencies", "review-security", true],
  ]);
});
