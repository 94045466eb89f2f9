import { expect, sidebar, test } from "./harness.ts";

test("a shortcut is changed by pressing it, shown where it is used, kept, and reset", async ({ app, client }) => {
  await sidebar(app).waitFor();
  await app.keyboard.press("Control+/");
  const settings = app.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("textbox", { name: "Filter shortcuts" }).fill("sidebar");
  const row = settings.getByRole("listitem", { name: "Show or hide the sidebar" });
  await row.getByRole("button", { name: "Take Ctrl B away" }).click();
  await row.getByRole("button", { name: "Add a key" }).click();
  await app.keyboard.press("Alt+s");
  await expect(row).toContainText("Alt S");
  await expect(settings).toBeVisible();
  expect((await client.settings.update({})).keys).toEqual({ "toggle-sidebar": ["Alt+S"] });

  await app.keyboard.press("Escape");
  await expect(settings).toHaveCount(0);
  await app.keyboard.press("Control+b");
  await expect(sidebar(app).getByRole("region")).toHaveCount(1);
  await app.reload();
  await sidebar(app).waitFor();
  await app.keyboard.press("Alt+s");
  await expect(app.getByRole("button", { name: "Show sidebar" })).toBeVisible();
  await app.getByRole("button", { name: "Show sidebar" }).hover();
  await expect(app.getByText("Alt S")).toBeVisible();

  await app.keyboard.press("Control+/");
  await row.getByRole("button", { name: "Reset the keys" }).click();
  await expect(row).toContainText("Ctrl B");
  expect((await client.settings.update({})).keys).toEqual({});
});

test("keys that somebody else has are flagged: another act, the browser, the letters of cards", async ({ app }) => {
  await sidebar(app).waitFor();
  await app.keyboard.press("Control+/");
  const row = app.getByRole("dialog", { name: "Settings" }).getByRole("listitem", { name: "Running commands" });
  const record = async (keys: string) => {
    await row.getByRole("button", { name: "Add a key" }).click();
    await app.keyboard.press(keys);
  };
  await record("Control+o");
  await expect(row).toContainText("Ctrl O: “Open project…” has it too");
  await record("y");
  await expect(row).toContainText("Y: It is “Approve” on an approval");
  await record("Escape");
  await expect(row.getByRole("button", { name: "Add a key" })).toBeVisible();
  await expect(row.getByRole("button", { name: /Take .* away/ })).toHaveCount(2);
});

test("a letter that is somebody's key is written where text is", async ({ app, client }) => {
  await client.settings.update({ keys: { "running-commands": ["G"] } });
  const box = app.getByRole("textbox", { name: "Message" });
  await box.click();
  await app.keyboard.type("gg");
  await expect(box).toHaveText("gg");
  await app.getByRole("button", { name: "Search" }).focus();
  await app.keyboard.press("g");
  await expect(app.getByRole("dialog")).toBeVisible();
});
