import type { Page } from "@playwright/test";
import { type ModelServer, startModelServer } from "@flightdeck/testkit";
import { connect, startHost } from "./host.ts";
import { conversation, expect, expectStatus, nameOf, pane, review, sidebar, startThread, test } from "./harness.ts";

const origin = ({ url }: ModelServer) => new URL(url).origin;

async function modelsPage(page: Page) {
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("button", { name: "Model access" }).click();
  return dialog;
}

test("a local server is found by itself and does the main job over Chat Completions", async ({
  page,
  home,
  repository,
}) => {
  await using ollama = await startModelServer({
    kind: "ollama",
    models: [{ id: "qwen3-coder:30b", contextWindow: 40_960 }],
  });
  await using host = await startHost({ home: home.path, key: "", localServers: origin(ollama) });
  using connection = await connect(host.url);
  await connection.client.settings.update({ welcomed: true });
  await connection.client.projects.open({ path: repository.path });
  await page.goto(host.url);

  await sidebar(page)
    .getByRole("region", { name: nameOf(repository.path) })
    .hover();
  await page.getByRole("button", { name: `New thread in ${nameOf(repository.path)}` }).click();
  await page.getByRole("combobox", { name: "Model" }).click();
  await expect(page.getByRole("group", { name: "Ollama" })).toContainText("41 k tokens fit · free");
  await page.getByRole("option", { name: "qwen3-coder:30b" }).click();
  await page.keyboard.press("Escape");
  const title = await startThread(page, nameOf(repository.path), "Write the notes\nscenario:work NOTES.md");
  await expectStatus(page, title, "idle");
  await expect(conversation(page, title)).toContainText("I added NOTES.md");
  await pane(page, title).getByRole("button", { name: "Review" }).click();
  await expect(review(page)).toContainText("NOTES.md");
  expect(new Set(ollama.requests.map(({ transport }) => transport))).toEqual(new Set(["chat"]));
  expect(ollama.requests.map(({ received }) => received.model)).toEqual(
    Array<string>(ollama.requests.length).fill("qwen3-coder:30b"),
  );
});

test("a provider is added, mended and removed in the settings", async ({ app }) => {
  await using router = await startModelServer({
    key: "sk-router-key",
    models: [{ id: "lab/large", contextWindow: 200_000, images: true }],
  });
  const dialog = await modelsPage(app);
  await dialog.getByRole("button", { name: "Add provider" }).click();
  const form = dialog.getByRole("form", { name: "New provider" });
  await form.getByRole("textbox", { name: "Name" }).fill("Router");
  await form.getByRole("textbox", { name: "Address" }).fill(router.url);
  await form.getByRole("textbox", { name: "Key of the provider" }).fill("sk-wrong-key");
  await form.getByRole("button", { name: "Check" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await form.getByRole("button", { name: "Save" }).click();
  const row = dialog.getByRole("listitem", { name: "Router" });
  await expect(row).toContainText("refused the key");

  await row.getByRole("button", { name: "Edit Router" }).click();
  await row.getByRole("textbox", { name: "Key of the provider" }).fill("sk-router-key");
  await row.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("region", { name: "Models of Router" })).toContainText("lab/large");
  await expect(row).not.toContainText("refused the key");
  await expect(row).toContainText("key kept");

  await row.getByRole("button", { name: "Remove Router" }).click();
  await app.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toBeHidden();
  await expect(dialog.getByRole("region", { name: "Models of Router" })).toBeHidden();
});

test("a server that was started later is found when the person looks again", async ({ page, home }) => {
  const gone = await startModelServer();
  const port = Number(new URL(gone.url).port);
  await gone.close();
  await using host = await startHost({ home: home.path, key: "", localServers: `http://127.0.0.1:${port}` });
  using connection = await connect(host.url);
  await connection.client.settings.update({ welcomed: true });
  await page.goto(host.url);
  const dialog = await modelsPage(page);
  await expect(dialog.getByRole("region", { name: "Providers" }).getByRole("listitem")).toHaveCount(1);
  await using started = await startModelServer({ port, kind: "lmstudio", models: ["gemma"] });
  await dialog.getByRole("button", { name: "Look again" }).click();
  await expect(dialog.getByRole("listitem", { name: "LM Studio" })).toContainText(started.url);
  await expect(dialog.getByRole("region", { name: "Models of LM Studio" })).toContainText("gemma");
});
