import type { Page } from "@playwright/test";
import { expect, expectStatus, nameOf, pane, startThread, test } from "./harness.ts";

declare global {
  interface Window {
    /** What moved on its own: where, and what of it. */
    moved?: Set<string>;
  }
}

/** Notes down every transition and animation that takes time, and every scroll that glides. */
async function watchMotion(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const moved = (window.moved = new Set<string>());
    const note = (what: string, target: EventTarget | null) => {
      const name = target instanceof Element ? `${target.tagName}.${target.className}` : "";
      moved.add(`${what} ${name}`.slice(0, 200));
    };
    const look = (event: TransitionEvent | AnimationEvent) => {
      const what = event instanceof TransitionEvent ? event.propertyName : event.animationName;
      const takesTime =
        event.target instanceof Element &&
        event.target.getAnimations().some((each) => Number(each.effect?.getComputedTiming().duration) > 0);
      if (takesTime) note(what, event.target);
    };
    document.addEventListener("transitionrun", look, true);
    document.addEventListener("animationstart", look, true);
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (...how) {
      note("animate()", this);
      return animate.apply(this, how);
    };
    for (const name of ["scrollTo", "scrollBy", "scrollIntoView"] as const) {
      const told = new Proxy(Element.prototype[name], {
        apply(scroll, element: Element, how: readonly unknown[]) {
          if (how.some((each) => Reflect.get(Object(each), "behavior") === "smooth")) note(name, element);
          return Reflect.apply(scroll, element, how) as unknown;
        },
      });
      Reflect.set(Element.prototype, name, told);
    }
  });
}
const moved = (page: Page) => page.evaluate(() => [...(window.moved ?? [])]);

/** Opens what opens, and has an agent work: all that moves elsewhere. */
async function useTheWindow(app: Page, project: string): Promise<void> {
  const title = await startThread(app, project, "Work\nscenario:work NOTES.md");
  await expectStatus(app, title, "idle");
  await pane(app, title).getByRole("button", { name: "More" }).click();
  await expect(app.getByRole("menu")).toBeVisible();
  await app.keyboard.press("Escape");
  await app.keyboard.press("Control+k");
  await app.keyboard.insertText("set");
  await expect(app.getByRole("option").first()).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(app.getByRole("dialog")).toHaveCount(0);
  await app.getByRole("button", { name: "Settings" }).hover();
  await expect(app.locator("[data-side]").first()).toBeVisible(); // its tooltip
  await app.keyboard.press("Control+Comma");
  await app.getByRole("dialog", { name: "Settings" }).getByRole("combobox").first().click();
  await expect(app.getByRole("listbox")).toBeVisible();
  await app.keyboard.press("Escape");
  await app.keyboard.press("Escape");
  for (const keys of ["Control+j", "Control+Backquote", "Alt+d", "Alt+d", "Alt+a", "Alt+a", "Control+b", "Control+b"])
    await app.keyboard.press(keys);
  await expectStatus(app, await startThread(app, project, "Talk\nscenario:slow4x80"), "idle");
}

test("with reduced motion nothing moves on its own", async ({ page, host, client, repository }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await watchMotion(page);
  await client.settings.update({ welcomed: true });
  await client.projects.open({ path: repository.path });
  await page.goto(host.url);
  await useTheWindow(page, nameOf(repository.path));
  expect(await moved(page)).toEqual([]);
});

test("without that wish a button answers softly, which shows that the other test would see it", async ({
  page,
  host,
  client,
}) => {
  await watchMotion(page);
  await client.settings.update({ welcomed: true });
  await page.goto(host.url);
  await page.getByRole("button", { name: "Settings" }).hover();
  await expect.poll(() => moved(page)).toEqual([expect.stringMatching(/^background-color BUTTON/)]);
});
