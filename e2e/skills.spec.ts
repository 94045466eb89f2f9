import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { answer, say } from "@flightdeck/testkit";
import { expect, expectStatus, nameOf, startThread, test } from "./harness.ts";

const write = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
};
const skill = (name: string, description: string) =>
  `---\nname: ${name}\ndescription: ${description}\n---\n\nDo ${name} well.\n`;

test("the skills' page shows where each comes from, which one counts, and why one is broken; changes show at once", async ({
  app,
  home,
}) => {
  await write(join(home.path, "skills/tidy/SKILL.md"), skill("tidy", "Tidies a folder."));
  await write(join(home.path, "skills/broken/SKILL.md"), "---\nname: broken\n---\n");
  await app.getByRole("button", { name: "Settings" }).click();
  const dialog = app.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("button", { name: "Skills" }).click();
  const mine = dialog.getByRole("region", { name: "Yours" });
  await expect(mine.getByRole("listitem", { name: "tidy" })).toContainText("Tidies a folder.");
  await expect(mine.getByRole("listitem", { name: "broken" })).toContainText("Its front matter has no description");
  const ofApp = dialog.getByRole("region", { name: "Of the app" });
  await expect(ofApp.getByRole("listitem")).toHaveCount(7);
  await write(join(home.path, "skills/mine/SKILL.md"), skill("skill-creator", "My own way to make skills."));
  await expect(mine.getByRole("listitem", { name: "skill-creator" })).toContainText("My own way to make skills.");
  await expect(ofApp.getByRole("listitem", { name: "skill-creator" })).toContainText("another one counts");
});

test("a skill that a message names goes to the model with it", async ({ app, home, model, repository }) => {
  const path = join(home.path, "skills/tidy/SKILL.md");
  await write(path, skill("tidy", "Tidies a folder."));
  model.script([answer(say("Tidied."))]);
  const title = await startThread(app, nameOf(repository.path), "Please $tidy this, not $HOME");
  await expectStatus(app, title, "idle");
  expect(model.requests[0]?.body.input.slice(-2)).toEqual([
    expect.objectContaining({ content: [{ type: "input_text", text: "Please $tidy this, not $HOME" }] }),
    expect.objectContaining({
      content: [
        { type: "input_text", text: expect.stringMatching(/^<skill>\n<name>tidy<\/name>\n[^]*Do tidy well\./) },
      ],
    }),
  ]);
});

test("the person's way of talking and instructions reach the next message", async ({ app, model, repository }) => {
  await app.getByRole("button", { name: "Settings" }).click();
  const dialog = app.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("button", { name: "Agent" }).click();
  await dialog.getByText("My own", { exact: true }).click();
  await dialog.getByRole("textbox", { name: "Your own personality" }).fill("Speak like a ship's captain.");
  await dialog.getByRole("textbox", { name: "Personal instructions" }).fill("Write British English.");
  await dialog.getByRole("textbox", { name: "Instruction files" }).fill("CLAUDE.md");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toHaveCount(0);
  model.script([answer(say("Aye."))]);
  const title = await startThread(app, nameOf(repository.path), "Hello");
  await expectStatus(app, title, "idle");
  const input = JSON.stringify(model.requests[0]?.body.input);
  expect(input).toContain("<personality>\\nSpeak like a ship's captain.\\n</personality>");
  expect(input).toContain("<personal_instructions>\\nWrite British English.\\n</personal_instructions>");
});
