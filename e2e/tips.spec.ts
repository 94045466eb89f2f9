import { expect, nameOf, startThread, test } from "./harness.ts";

test("a tip says what a button does: after pointing, at once beside another, on focus by key, and goes when it is pressed", async ({
  app,
  repository,
}) => {
  const project = nameOf(repository.path);
  await startThread(app, project, "Look\nscenario:say hello");
  const tip = (text: string | RegExp) => app.locator(".bg-tip").filter({ hasText: text });
  const two = app.getByRole("button", { name: "Two side by side" });
  await two.hover();
  await expect(tip("Two side by side")).toBeVisible();
  await app.getByRole("button", { name: "Four panes" }).hover();
  await expect(tip("Two side by side")).toHaveCount(0);
  await expect(tip("Four panes")).toBeVisible();
  await app.mouse.down();
  await expect(app.locator(".bg-tip")).toHaveCount(0);
  await app.mouse.up();
  const settings = app.getByRole("button", { name: "Settings" });
  await settings.focus();
  await app.keyboard.press("Shift+Tab");
  await app.keyboard.press("Tab");
  await expect(settings).toBeFocused();
  await expect(tip("Settings")).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(app.locator(".bg-tip")).toHaveCount(0);
});
