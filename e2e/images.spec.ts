import type { MessageId } from "@flightdeck/contract";
import { answer, call, say } from "@flightdeck/testkit";
import { conversation, expect, expectStatus, nameOf, pane, send, startThread, test } from "./harness.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("pictures are picked, pasted and dropped into a message, taken out again, and shown where it was said", async ({
  app,
  model,
  repository,
}) => {
  await startThread(app, nameOf(repository.path), "Look\nscenario:say Ready.");
  await expectStatus(app, "Look", "idle");
  const thread = pane(app, "Look");
  const attached = thread.getByRole("list", { name: "Attached", exact: true });
  const box = thread.getByRole("textbox", { name: "Message" });

  await thread.locator('input[type="file"]').setInputFiles([
    { name: "one.png", mimeType: "image/png", buffer: png },
    { name: "words.png", mimeType: "image/png", buffer: Buffer.from("words") },
  ]);
  await expect(attached.getByRole("img", { name: "one.png" })).toBeVisible();
  await expect(attached.getByRole("alert")).toContainText("This is not a PNG, JPEG, GIF or WebP image");
  await attached.getByRole("button", { name: "Remove words.png" }).click();

  const bring = (name: string, kind: "paste" | "drop") =>
    box.evaluate(
      (element, { name: file, kind: type, content }) => {
        const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], file, { type: "image/png" }));
        const event =
          type === "paste"
            ? new ClipboardEvent(type, { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
        element.dispatchEvent(event);
      },
      { name, kind, content: png.toString("base64") },
    );
  await bring("pasted.png", "paste");
  await expect(attached.getByRole("img", { name: "pasted.png" })).toBeVisible();
  await bring("dropped.png", "drop");
  await expect(attached.getByRole("img", { name: "dropped.png" })).toBeVisible();

  await app.reload();
  await expect(attached.getByRole("img")).toHaveCount(3);
  await attached.getByRole("button", { name: "Remove dropped.png" }).click();

  await send(box, "What is this?");
  await expectStatus(app, "Look", "idle");
  const shown = conversation(app, "Look").getByRole("list", { name: "Pictures" });
  await expect(shown.getByRole("button")).toHaveCount(2);
  await expect(attached).toHaveCount(0);
  const said = model.requests.at(-1)?.body.input.findLast((item) => "role" in item && item.role === "user");
  const url = `data:image/png;base64,${png.toString("base64")}`;
  expect(JSON.stringify(said).split(url)).toHaveLength(3);

  await shown.getByRole("button", { name: "Show one.png" }).click();
  await expect(app.getByRole("dialog", { name: "one.png" })).toBeVisible();
});

test("a picture that the agent made is shown where it is named, and nothing from outside of the thread's folder", async ({
  app,
  model,
  repository,
}) => {
  const names = "![The chart](out/chart.png)\n\n![Gone](out/gone.png)\n\n![Outside](/etc/outside.png)\n\nThat is all.";
  model.script([
    answer(call("exec_command", { cmd: `mkdir -p out && echo ${png.toString("base64")} | base64 -d > out/chart.png` })),
    answer(say(names, 30)),
  ]);
  const title = await startThread(app, nameOf(repository.path), "Draw it");
  await expectStatus(app, title, "idle");
  const pictures = conversation(app, title).getByRole("group", { name: "Picture" });
  await expect(pictures).toHaveCount(3);
  await expect(pictures.nth(0).getByRole("img", { name: "The chart" })).toHaveJSProperty("naturalWidth", 1);
  await expect(pictures.nth(1)).toContainText("There is no such file");
  await expect(pictures.nth(2)).toContainText(/outside of the thread|no such file/i);
  await pictures.nth(0).getByRole("button", { name: "Large picture" }).click();
  await expect(app.getByRole("dialog", { name: "The chart" }).getByRole("img", { name: "The chart" })).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(app.getByRole("dialog")).toHaveCount(0);
});

test("a picture goes without words, and nothing at all does not go", async ({ app, client, model, repository }) => {
  await startThread(app, nameOf(repository.path), "Look\nscenario:say Ready.");
  await expectStatus(app, "Look", "idle");
  const thread = pane(app, "Look");
  const button = thread.getByRole("button", { name: "Send", exact: true });
  await expect(button).toBeDisabled();
  const picture = { name: "one.png", mimeType: "image/png", buffer: png };
  await thread.locator('input[type="file"]').setInputFiles([picture]);
  await button.click();
  await expect(conversation(app, "Look").getByRole("list", { name: "Pictures" })).toBeVisible();
  await expectStatus(app, "Look", "idle");
  await expect(button).toBeDisabled();
  const said = model.requests.at(-1)?.body.input.findLast((item) => "role" in item && item.role === "user");
  expect(said).toMatchObject({ content: [{ type: "input_image" }] });

  const [row] = await client.threads.list({});
  if (row === undefined) throw new Error("no thread");
  const nothing = { threadId: row.id, messageId: "m-silent" as MessageId, text: " " }; // an id in form
  await expect(client.turns.send(nothing)).rejects.toThrow();
});
