import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

// The pictures of the README, taken by `npm run screens`. In an ordinary run they land beside the other results.
const folder = process.env.FLIGHTDECK_SCREENS ?? join(import.meta.dirname, "..", "test-results", "screens");

const everything = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } as const;
/** The rules to which the theme makes a difference. */
const colours = { type: "rule", values: ["color-contrast", "link-in-text-block"] } as const;

async function lookThrough(page: Page, { type, values }: typeof everything | typeof colours) {
  const { violations } = await new AxeBuilder({ page })
    .options({ runOnly: { type, values: [...values] }, resultTypes: ["violations"] })
    // Nothing is in a frame: no second page is needed to put the results of several together.
    .setLegacyMode()
    // They lead the focus into and out of what floats, and keep it for no moment.
    .exclude("[data-base-ui-focus-guard]")
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

/** What axe finds wrong with what is on screen in either theme, as "theme, rule: where"; `look` is called in each. */
export async function problems(
  page: Page,
  look?: (theme: "light" | "dark") => Promise<void>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await look?.(theme);
    // What is no matter of colour is the same in both.
    for (const problem of await lookThrough(page, theme === "light" ? everything : colours))
      found.push(`${theme}, ${problem}`);
  }
  return found;
}

/** Photographs what is on screen in both themes, at rest, and expects that everybody can use it in both. */
export async function photograph(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.mouse.move(0, 0);
  const found = await problems(page, async (theme) => {
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: "disabled", caret: "hide" });
  });
  expect(found, name).toEqual([]);
}
