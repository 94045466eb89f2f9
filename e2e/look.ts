import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

// The pictures of the README, taken by `npm run screens`. In an ordinary run they land beside the other results.
const folder = process.env.FLIGHTDECK_SCREENS ?? join(import.meta.dirname, "..", "test-results", "screens");

/** What axe finds wrong with what is on screen, as "rule: where". */
export async function problems(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
    // They lead the focus into and out of what floats, and keep it for no moment.
    .exclude("[data-base-ui-focus-guard]")
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

/** Photographs what is on screen in both themes, at rest, and expects that everybody can use it in both. */
export async function photograph(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: "disabled", caret: "hide" });
    expect(await problems(page), `${name}, ${colorScheme}`).toEqual([]);
  }
}
