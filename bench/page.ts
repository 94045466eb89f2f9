import { chromium, type Page } from "@playwright/test";
import { findBrowser } from "../scripts/browser.mjs";
import type { Setting } from "./setting.ts";

/** Opens the app of a host in a browser window and closes it afterwards. */
export async function withPage<T>({ url, client }: Setting, look: (page: Page) => Promise<T>): Promise<T> {
  await client.settings.update({ welcomed: true });
  return await withPageOf(url, look);
}

/** The same for a home that is past its first run. */
export async function withPageOf<T>(url: string, look: (page: Page) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--disable-background-networking"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    return await look(page);
  } finally {
    await browser.close();
  }
}

/** The link of a thread in the sidebar. */
export const threadLink = (page: Page, title: string) =>
  page.getByRole("navigation", { name: "Projects" }).getByRole("link", { name: title });
