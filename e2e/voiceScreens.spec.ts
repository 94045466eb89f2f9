import { refuse } from "@flightdeck/testkit";
import { expect, expectStatus, nameOf, pane, startThread, test } from "./harness.ts";
import { photograph } from "./look.ts";
import { invoices, screensScript } from "./screensScript.ts";
import { hearing, soundFile } from "./tone.ts";

test.use({ launchOptions: hearing(soundFile("tone", 0.8)), permissions: ["microphone"] });

test("dictation and its settings", async ({ app, model, repository }) => {
  test.slow(); // six pictures, each looked at for accessibility
  model.script(screensScript);
  const title = await startThread(app, nameOf(repository.path), invoices.message);
  const thread = pane(app, title);
  await expectStatus(app, title, "waiting_approval");
  const dictation = thread.getByRole("region", { name: "Dictation" });
  const dictate = thread.getByRole("button", { name: "Dictate", exact: true });
  const done = dictation.getByRole("button", { name: "Done" });
  model.hears(refuse(400, { message: "The server is being updated." }), "Approve.");
  await dictate.click();
  await expect(dictation.getByRole("timer")).toHaveText("0:06");
  await photograph(app, "voice");
  await done.click();
  await expect(thread.getByRole("list", { name: "Recordings" })).toContainText("being updated");
  await dictate.click();
  await expect(dictation).toContainText(/(?<!not )on disk/);
  await done.click();
  await expect(thread.getByRole("button", { name: "Yes, approve" })).not.toHaveAttribute("aria-disabled");
  await photograph(app, "voice-answer");
  await app.keyboard.press("Escape");
  await app.getByRole("button", { name: "Settings" }).click();
  await app.getByRole("dialog", { name: "Settings" }).getByRole("button", { name: "Voice" }).click();
  await photograph(app, "settings-voice");
});
