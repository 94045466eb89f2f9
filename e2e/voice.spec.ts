import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Locator, type Page } from "@playwright/test";
import { RECORDING_LIMIT } from "@flightdeck/contract";
import { refuse, startModelServer } from "@flightdeck/testkit";
import { startHost } from "./host.ts";
import { conversation, expect, expectStatus, nameOf, pane, startThread, test } from "./harness.ts";
import { hearing, soundFile } from "./tone.ts";

test.use({ launchOptions: hearing(soundFile("tone", 0.8)), permissions: ["microphone"] });

const box = (page: Page | Locator) => page.getByRole("textbox", { name: "Message" });
const bar = (page: Page | Locator) => page.getByRole("region", { name: "Dictation" });
const recordings = (page: Page | Locator) => page.getByRole("list", { name: "Recordings" }).getByRole("listitem");

/** Waits until a piece of what is said is on disk. */
async function onDisk(page: Page | Locator): Promise<void> {
  await expect(bar(page)).toContainText(/(?<!not )on disk/);
}
/** Speaks until a piece of it is on disk. */
async function speak(page: Page | Locator): Promise<void> {
  await page.getByRole("button", { name: "Dictate", exact: true }).click();
  await onDisk(page);
}
/** Says something into a box. */
async function dictate(page: Page | Locator): Promise<void> {
  await speak(page);
  await bar(page).getByRole("button", { name: "Done" }).click();
}
const idle = async (app: Page, project: string) => {
  const title = await startThread(app, project, "Dictate here\nscenario:say ready");
  await expectStatus(app, title, "idle");
  return pane(app, title);
};

test("what is said lands in the message where the cursor is, and is not sent by itself", async ({
  app,
  model,
  home,
  repository,
}) => {
  const thread = await idle(app, nameOf(repository.path));
  model.hears("the log level");
  await box(thread).pressSequentially("Lower and say why");
  for (let presses = 0; presses < " and say why".length; presses += 1) await app.keyboard.press("ArrowLeft");
  await speak(thread);
  await expect(thread.getByRole("status").filter({ hasText: "Recording" })).toBeAttached();
  const level = bar(thread).getByRole("meter", { name: "Microphone level" });
  await expect.poll(async () => Number(await level.getAttribute("aria-valuenow"))).toBeGreaterThan(10);
  await expect(bar(thread).getByRole("timer")).toHaveText(/^0:0[1-9]$/);
  const [file] = readdirSync(join(home.path, "recordings"));
  expect(statSync(join(home.path, "recordings", file ?? "")).size).toBeGreaterThan(0);
  await bar(thread).getByRole("button", { name: "Done" }).click();

  await expect(box(thread)).toHaveText("Lower the log level and say why");
  await expect(bar(thread)).toHaveCount(0);
  expect(model.transcriptions[0]).toMatchObject({
    fields: { model: "gpt-4o-mini-transcribe", response_format: "json" },
    file: { name: "dictation.webm", type: "audio/webm" },
  });
  await expect.poll(() => readdirSync(join(home.path, "recordings"))).toEqual([]);
  await app.reload();
  await expect(box(thread)).toHaveText("Lower the log level and say why");
});

test("the recording is the sound that the microphone heard", async ({ app, model, repository }) => {
  const thread = await idle(app, nameOf(repository.path));
  model.hears("a tone");
  await dictate(thread);
  await expect(box(thread)).toHaveText("a tone");
  const sound = Buffer.from(model.transcriptions[0]?.file?.bytes ?? []).toString("base64");
  const frequency = await app.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const decoded = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes.buffer);
    const samples = decoded.getChannelData(0);
    let crossings = 0;
    for (let index = 1; index < samples.length; index += 1)
      if ((samples[index - 1] ?? 0) < 0 && (samples[index] ?? 0) >= 0) crossings += 1;
    return crossings / decoded.duration;
  }, sound);
  expect(frequency).toBeGreaterThan(900);
  expect(frequency).toBeLessThan(1100);
});

test("the key is held to talk, or tapped to begin and to end; Enter ends too, Escape gives up", async ({
  app,
  model,
  repository,
}) => {
  const thread = await idle(app, nameOf(repository.path));
  model.hears("held", "tapped", "entered", "pointed");
  await box(thread).click();
  await app.keyboard.down("Control");
  await app.keyboard.down("m");
  await onDisk(thread);
  await app.keyboard.up("m");
  await app.keyboard.up("Control");
  await expect(box(thread)).toHaveText("held");

  await app.keyboard.press("Control+m");
  await onDisk(thread);
  await app.keyboard.press("Control+m");
  await expect(box(thread)).toHaveText("held tapped");

  await app.keyboard.press("Control+m");
  await onDisk(thread);
  await app.keyboard.press("Enter");
  await expect(box(thread)).toHaveText("held tapped entered");

  const button = thread.getByRole("button", { name: "Dictate", exact: true });
  await button.hover();
  await app.mouse.down();
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await onDisk(thread);
  await app.mouse.up();
  await expect(box(thread)).toHaveText("held tapped entered pointed");

  await app.keyboard.press("Control+m");
  await onDisk(thread);
  await app.keyboard.press("Escape");
  await expect(bar(thread)).toHaveCount(0);
  await expect(recordings(thread)).toHaveCount(0);
  expect(model.transcriptions).toHaveLength(4);
  await expect(conversation(app, "Dictate here")).not.toContainText("held");
});

test("a new thread's message can be dictated", async ({ app, model }) => {
  model.hears("Fix the harbour light");
  const start = app.getByRole("region", { name: "New thread" });
  await dictate(start);
  await expect(box(start)).toHaveText("Fix the harbour light");
});

test("by setting the words steer the running turn, and the bar says so", async ({ app, client, model, repository }) => {
  await client.settings.update({ voice: { whileRunning: "steer" } });
  // A turn that waits for an approval goes on running, and reads its messages once it was answered.
  const title = await startThread(app, nameOf(repository.path), "Work on\nscenario:approve touch later.txt");
  const thread = pane(app, title);
  await expectStatus(app, title, "waiting_approval");
  model.hears("Leave the tests alone");
  await speak(thread);
  await expect(bar(thread)).toContainText("Steers this turn");
  await bar(thread).getByRole("button", { name: "Done" }).click();
  await expect(thread.getByRole("list", { name: "Steering messages" })).toContainText("Leave the tests alone");
  await expect(box(thread)).toHaveText("");
  await expect(recordings(thread)).toHaveCount(0);
});

test("a spoken yes is asked about before it counts", async ({ app, model, repository }) => {
  const title = await startThread(app, nameOf(repository.path), "Ask me\nscenario:approve touch yes.txt");
  const thread = pane(app, title);
  await expectStatus(app, title, "waiting_approval");
  const asked = thread.getByRole("alertdialog", { name: "Approve touch yes.txt?" });

  model.hears("Approve.");
  await dictate(thread);
  await expect(asked).toBeFocused();
  await expect(asked).toContainText("“Approve.”");
  await app.keyboard.press("Escape");
  await expect(asked).toHaveCount(0);
  await expectStatus(app, title, "waiting_approval");

  await dictate(thread);
  await expect(asked.getByRole("button", { name: "Yes, approve" })).not.toHaveAttribute("aria-disabled");
  await app.keyboard.press("Enter");
  await expect(asked).toHaveCount(0);
  await expectStatus(app, title, "idle");
  await expect(recordings(thread)).toHaveCount(0);
});

test("Enter that comes with the card does not answer, and a sentence is a message", async ({
  app,
  model,
  repository,
}) => {
  const title = await startThread(app, nameOf(repository.path), "Ask me\nscenario:approve touch yes.txt");
  const thread = pane(app, title);
  await expectStatus(app, title, "waiting_approval");
  model.hears("Yes!");
  await speak(thread);
  // Someone who leans on the key, from before the card comes until after it.
  await app.keyboard.down("Enter");
  const asked = thread.getByRole("alertdialog", { name: "Approve touch yes.txt?" });
  await expect(asked).toBeVisible();
  for (let presses = 0; presses < 5; presses += 1) await app.keyboard.down("Enter");
  await app.keyboard.up("Enter");
  await expect(asked).toBeVisible();
  await asked.getByRole("button", { name: "Use as text" }).click();
  await expect(box(thread)).toHaveText("Yes!");
  model.hears("but not on main");
  await dictate(thread);
  await expect(box(thread)).toHaveText("Yes! but not on main");
  await expectStatus(app, title, "waiting_approval");
});

test("a spoken no declines in the chosen language, and a spoken stop stops", async ({
  app,
  client,
  model,
  repository,
}) => {
  await client.settings.update({ voice: { language: "de" } });
  const declined = await startThread(
    app,
    nameOf(repository.path),
    "No\nscenario:approve touch no.txt scenario:say as you wish",
  );
  await expectStatus(app, declined, "waiting_approval");
  model.hears("Ablehnen.");
  await dictate(pane(app, declined));
  await pane(app, declined).getByRole("button", { name: "Yes, decline" }).click();
  await expectStatus(app, declined, "idle");
  await expect(conversation(app, declined)).toContainText("as you wish");
  expect(model.transcriptions[0]?.fields.language).toBe("de");

  const stopped = await startThread(app, nameOf(repository.path), "Stop\nscenario:run sleep 600");
  await expect(conversation(app, stopped)).toContainText("sleep 600");
  model.hears("Stopp!");
  await dictate(pane(app, stopped));
  const asked = pane(app, stopped).getByRole("alertdialog", { name: "Stop the turn?" });
  await asked.getByRole("button", { name: "Yes, stop" }).click();
  await expectStatus(app, stopped, "interrupted");
});

test("while the server is down a recording is kept, over a reload and the death of the host, and can be tried again", async ({
  app,
  client,
  home,
  host,
  model,
  repository,
}) => {
  const thread = await idle(app, nameOf(repository.path));
  const server = await startModelServer();
  await client.voice.setAccess({ baseUrl: server.url });
  await server.close();
  await dictate(thread);
  await expect(recordings(thread)).toContainText("The model provider cannot be reached");
  await expect(thread.getByRole("status").filter({ hasText: "Transcribing" })).toHaveCount(0);

  await app.reload();
  await expect(recordings(thread)).toContainText("The model provider cannot be reached");
  await recordings(thread).getByRole("button", { name: "Play" }).click();
  await expect(recordings(thread).getByRole("button", { name: "Pause" })).toBeVisible();
  await host.crash();
  await using _again = await startHost({ home: home.path, model: model.url, args: ["--port", new URL(host.url).port] });
  await expect(app.getByText("It is tried again by itself")).toHaveCount(0);
  await expect(recordings(thread)).toHaveCount(1);

  const port = Number(new URL(server.url).port);
  await using mended = await startModelServer({ port });
  mended.hears("I was patient");
  await recordings(thread).getByRole("button", { name: "Try again" }).click();
  await expect(box(thread)).toHaveText("I was patient");
  await expect(recordings(thread)).toHaveCount(0);
});

test("a host that dies while somebody speaks gets all of it when it is back", async ({
  app,
  home,
  host,
  model,
  repository,
}) => {
  const thread = await idle(app, nameOf(repository.path));
  await speak(thread);
  await host.crash();
  await expect(bar(thread)).toContainText("not on disk yet");
  await using _again = await startHost({ home: home.path, model: model.url, args: ["--port", new URL(host.url).port] });
  await expect(bar(thread)).not.toContainText("not on disk yet");
  model.hears("without a gap");
  await bar(thread).getByRole("button", { name: "Done" }).click();
  await expect(box(thread)).toHaveText("without a gap");
});

test("a window that dies while somebody speaks leaves what was said", async ({ app, model, repository }) => {
  const thread = await idle(app, nameOf(repository.path));
  await speak(thread);
  await app.reload();
  // The host takes it for cut off once nothing has come for a while.
  await expect(recordings(thread).getByRole("button", { name: "Transcribe" })).toBeVisible({ timeout: 30_000 });
  model.hears("half a word");
  await recordings(thread).getByRole("button", { name: "Transcribe" }).click();
  await expect(box(thread)).toHaveText("half a word");
});

test("a recording that cannot be used is deleted when that is confirmed", async ({ app, model, repository }) => {
  const thread = await idle(app, nameOf(repository.path));
  model.hears(refuse(400, { message: "Unsupported format." }));
  await dictate(thread);
  await expect(recordings(thread)).toContainText("Unsupported format.");
  await recordings(thread).getByRole("button", { name: "Delete" }).click();
  await app.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(recordings(thread)).toHaveCount(0);
});

test("without leave to use the microphone the window says so, and asks again", async ({ app, context, repository }) => {
  const thread = await idle(app, nameOf(repository.path));
  await context.clearPermissions();
  const session = await context.newCDPSession(app);
  await session.send("Browser.setPermission", {
    permission: { name: "microphone" },
    setting: "denied",
    origin: new URL(app.url()).origin,
  });
  await thread.getByRole("button", { name: "Dictate", exact: true }).click();
  await expect(bar(thread).getByRole("alert")).toContainText("Flightdeck may not use the microphone");
  await context.grantPermissions(["microphone"]);
  await bar(thread).getByRole("button", { name: "Try again" }).click();
  await onDisk(thread);
});

test("without a microphone the window says so", async ({ app, repository }) => {
  const thread = await idle(app, nameOf(repository.path));
  await app.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("none", "NotFoundError"));
  });
  await thread.getByRole("button", { name: "Dictate", exact: true }).click();
  await expect(bar(thread).getByRole("alert")).toContainText("There is no microphone");
  await bar(thread).getByRole("button", { name: "Dismiss" }).click();
  await expect(bar(thread)).toHaveCount(0);
});

test("silence is said to be silence, and goes to nobody", async ({ host, client, model, repository }) => {
  await client.settings.update({ welcomed: true });
  await client.projects.open({ path: repository.path });
  const browser = await chromium.launch(hearing(soundFile("silence", 0)));
  try {
    const page = await browser.newPage({ permissions: ["microphone"] });
    await page.goto(host.url);
    const start = page.getByRole("region", { name: "New thread" });
    await speak(start);
    await expect(bar(start)).toContainText("No sound comes from the microphone");
    await bar(start).getByRole("button", { name: "Done" }).click();
    await expect(recordings(start)).toContainText("Nothing was heard");
    expect(model.transcriptions).toEqual([]);
  } finally {
    await browser.close();
  }
});

test("a longer dictation that is cancelled is kept until it is deleted", async ({ app, model, repository }) => {
  const thread = await idle(app, nameOf(repository.path));
  await speak(thread);
  await expect(bar(thread).getByRole("timer")).toHaveText(/^0:1\d$/, { timeout: 20_000 });
  await app.keyboard.press("Escape");
  await expect(recordings(thread)).toContainText("Not transcribed yet");
  expect(model.transcriptions).toEqual([]);
  model.hears("after all");
  await recordings(thread).getByRole("button", { name: "Transcribe" }).click();
  await expect(box(thread)).toHaveText("after all");
});

test("a recording that is as long as one can be ends, says so, and goes on in another", async ({
  app,
  model,
  repository,
}) => {
  await app.addInitScript((limit) => {
    // What hours of talking come to, in the first piece.
    let first = true;
    const listen = MediaRecorder.prototype.addEventListener;
    MediaRecorder.prototype.addEventListener = function (this: MediaRecorder, type: string, listener: unknown) {
      const heard = listener as (event: Event) => void;
      listen.call(this, type, (event: Event) => {
        if (!(event instanceof BlobEvent) || !first) return heard(event);
        first = false;
        heard(new BlobEvent("dataavailable", { data: new Blob([event.data, new Uint8Array(limit)]) }));
      });
    };
  }, RECORDING_LIMIT);
  await app.reload();
  const thread = await idle(app, nameOf(repository.path));
  model.hears("hours of it");
  await thread.getByRole("button", { name: "Dictate", exact: true }).click();
  await expect(bar(thread)).toContainText("it reached 50 MB, the most that one holds", { timeout: 60_000 });
  await expect(thread.getByRole("status").filter({ hasText: "The recording is full" })).toBeAttached();
  await bar(thread).getByRole("button", { name: "Go on in another" }).click();
  await onDisk(thread);
  await app.keyboard.press("Escape");
  await expect(bar(thread)).toHaveCount(0);
});

test("dictation begins from the command palette", async ({ app, model, repository }) => {
  const thread = await idle(app, nameOf(repository.path));
  model.hears("from the palette");
  await app.keyboard.press("Control+k");
  await app.getByRole("option", { name: "Dictate", exact: true }).click();
  await onDisk(thread);
  await app.keyboard.press("Control+m");
  await expect(box(thread)).toHaveText("from the palette");
});

test("voice is set up in the settings, with a server of one's own", async ({ app, client, model }) => {
  await using local = await startModelServer({ key: "local-key" });
  await app.getByRole("button", { name: "Settings" }).click();
  const settings = app.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("button", { name: "Voice" }).click();
  await settings.getByText("To the agent at once").click();
  await settings.getByRole("button", { name: "Key to dictate" }).click();
  await app.keyboard.press("Alt+d");
  await expect(settings.getByRole("button", { name: "Key to dictate, Alt D" })).toBeVisible();
  await settings.getByRole("textbox", { name: "Words for approve" }).fill("make it so, engage");
  await app.keyboard.press("Enter");
  await settings.getByRole("combobox", { name: "Language" }).click();
  await app.getByRole("option", { name: "German" }).click();

  await settings.getByText("Another server").click();
  await settings.getByRole("textbox", { name: "Address of the transcription server" }).fill(local.url);
  await settings.getByRole("button", { name: "Check" }).click();
  await expect(settings.getByRole("alert")).toContainText("The model provider refused the key");
  await settings.getByLabel("Key of the transcription server").fill("local-key");
  await settings.getByRole("button", { name: "Check" }).click();
  await expect(settings.getByRole("status")).toContainText("Works");
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(settings.getByRole("button", { name: "Save" })).toHaveAttribute("aria-disabled", "true");
  await expect.poll(() => client.voice.access({})).toEqual({ origin: "settings", baseUrl: local.url, key: "settings" });
  await app.keyboard.press("Escape");
  await expect(settings).toHaveCount(0);

  local.hears("From my own machine");
  const start = app.getByRole("region", { name: "New thread" });
  await app.keyboard.press("Alt+d");
  await onDisk(start);
  await app.keyboard.press("Alt+d");
  await expect(box(start)).toHaveText("From my own machine");
  expect(local.transcriptions.at(-1)?.fields.language).toBe("de");
  expect(model.transcriptions).toEqual([]);
});
