import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settingFields } from "../apps/renderer/src/features/settings/fields.ts";
import { expect, sidebar, test } from "./harness.ts";

test("a setting is found by its words, jumped to, changed, and reset to its default", async ({ app, client }) => {
  await sidebar(app).waitFor();
  await app.keyboard.press("Control+,");
  const settings = app.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("searchbox", { name: "Search settings" }).fill("conversation shorter");
  await settings.getByRole("button", { name: /Make the conversation shorter/ }).click();
  const field = settings.getByRole("textbox", { name: "Percent of the window" });
  await expect(field).toBeFocused();

  await field.fill("5");
  await field.press("Enter");
  await expect(settings.getByRole("alert")).toHaveText("At least 20");
  await field.fill("60");
  await field.press("Enter");
  await expect(settings.getByRole("alert")).toHaveCount(0);
  await expect(
    settings.getByRole("button", { name: "Reset Make the conversation shorter to the default" }),
  ).toBeVisible();
  expect((await client.settings.update({})).agent.compactAtPercent).toBe(60);

  await settings.getByRole("button", { name: "Reset Make the conversation shorter to the default" }).click();
  await expect(field).toHaveValue("90");
});

test("what is wrong in config.toml is said at its field, and goes once the file is mended", async ({ app, home }) => {
  await sidebar(app).waitFor();
  const file = join(home.path, "config.toml");
  const before = readFileSync(file, "utf8");
  writeFileSync(file, `${before}\ntheme = "pink"\n[machine]\ncpuPercent = 5\n`);
  await app.keyboard.press("Control+,");
  const settings = app.getByRole("dialog", { name: "Settings" });
  await expect(settings.getByRole("alert")).toHaveText("In config.toml: One of: system, light, dark");
  await settings.getByRole("button", { name: "Machine" }).click();
  await expect(settings.getByRole("alert")).toHaveText("In config.toml: At least 10");
  writeFileSync(file, `${before}\ntheme = "dark"\n`);
  await app.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(settings.getByRole("alert")).toHaveCount(0);
  await expect(app.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("every field that can be found is on its page", async ({ app }) => {
  await sidebar(app).waitFor();
  await app.keyboard.press("Control+,");
  const settings = app.getByRole("dialog", { name: "Settings" });
  const pages = [...new Set(settingFields.map(({ page }) => page))];
  for (const page of pages) {
    await settings.getByRole("navigation", { name: "Pages" }).getByRole("button", { name: page, exact: true }).click();
    for (const { paths } of settingFields.filter((field) => field.page === page))
      for (const path of paths) await expect(settings.locator(`[data-setting~="${path}"]`), path).toHaveCount(1);
  }
});
