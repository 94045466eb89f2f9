import { startModelServer } from "@flightdeck/testkit";
import { startHost } from "./host.ts";
import {
  answerApproval,
  commit,
  conversation,
  expect,
  expectStatus,
  fillPath,
  land,
  pane,
  review,
  sidebar,
  test,
} from "./harness.ts";

const tourTask = "Show me around: look at this repository, sum it up and propose one small, harmless change.";

test("without a key or a network, the tour does a real job from the first click to a landed change", async ({
  page,
  home,
  repository,
}) => {
  await using host = await startHost({ home: home.path, key: "" });
  const before = await repository.git("status", "--porcelain", "--branch");
  const main = (await repository.git("rev-parse", "main")).trim();
  await page.goto(host.url);
  await page.getByRole("radio", { name: "Take the tour without a model" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await fillPath(page, repository.path);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("radio", { name: "Workspace write" })).toBeChecked();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Use the tour's task" }).click();
  await page.getByRole("button", { name: "Send" }).click();

  const title = await sidebar(page).getByRole("link").getAttribute("title");
  if (title === null) throw new Error("the thread has no title");
  expect(tourTask).toContain(title.replace("…", ""));
  await expectStatus(page, title, "waiting_approval");
  await expect(conversation(page, title)).toContainText(/tour/i);
  await answerApproval(page, title, "Approve");
  await expectStatus(page, title, "idle");

  expect(await repository.git("status", "--porcelain", "--branch")).toBe(before);
  expect((await repository.git("rev-parse", "main")).trim()).toBe(main);

  await pane(page, title).getByRole("button", { name: "Review" }).click();
  await commit(page);
  await land(page, "main", "Squash");
  await expect(review(page).getByRole("status")).toContainText("Landed on main");
  expect((await repository.git("rev-parse", "main^")).trim()).toBe(main);
});

test("a wrong key is refused where it is typed, a right one is kept and used", async ({ page, home, repository }) => {
  await using model = await startModelServer({ key: "sk-right-1234" });
  await using host = await startHost({ home: home.path, key: "" });
  await page.goto(host.url);
  await page.getByRole("radio", { name: "Another endpoint" }).click();
  await page.getByRole("textbox", { name: "Endpoint" }).fill(model.url);
  await page.getByLabel("API key", { exact: true }).fill("sk-wrong");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("The model provider refused the key")).toBeVisible();

  await page.getByLabel("API key", { exact: true }).fill("sk-right-1234");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByText("Works.")).toBeVisible();
  await page.getByRole("button", { name: "Continue" }).click();
  await fillPath(page, repository.path);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("radio", { name: "Workspace write" })).toBeChecked();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message" }).fill("scenario:say the key works");
  await page.keyboard.press("Enter");
  await expectStatus(page, "scenario:say the key works", "idle");
});

test("a number chooses the way to a model, from the empty key field too", async ({ page, host }) => {
  await page.goto(host.url);
  const tour = page.getByRole("radio", { name: "Take the tour without a model" });
  await expect(page.getByRole("textbox", { name: "Key" })).toBeFocused();
  await page.keyboard.press("3");
  await expect(tour).toBeChecked();
});

test("who leaves in the middle comes back to the step, and every step can be skipped", async ({
  page,
  host,
  client,
}) => {
  await page.goto(host.url);
  await page.getByRole("button", { name: "Skip", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Open a project" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Open a project" })).toBeVisible();
  await page.getByRole("button", { name: "Skip", exact: true }).click();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation", { name: "Projects" })).toBeVisible();
  expect((await client.settings.update({})).thread).toMatchObject({ profile: "Read only", sandbox: "read-only" });
});

test("a suggestion becomes the message of the first agent, which then runs", async ({ page, host, repository }) => {
  await page.goto(host.url);
  await page.getByRole("button", { name: "Continue" }).click();
  await fillPath(page, repository.path);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Explain this project" }).click();
  await expect(page.getByRole("textbox", { name: "Message" })).toContainText("Explain this project to me");
  await expect(page.getByRole("list", { name: "Keys" })).toContainText("Ctrl K");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(sidebar(page).getByRole("link", { name: /Explain this project/ })).toBeVisible();
});

test("who skips the questions is not asked again", async ({ page, host }) => {
  await page.goto(host.url);
  await page.getByRole("button", { name: "Skip setup" }).click();
  await expect(page.getByRole("navigation", { name: "Projects" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("navigation", { name: "Projects" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Skip setup" })).toHaveCount(0);
});

test("an unsent message is there again after a reload and after the host was killed", async ({
  app,
  home,
  host,
  model,
}) => {
  const box = app.getByRole("textbox", { name: "Message" });
  await box.click();
  await app.keyboard.insertText("half a thought");
  await app.reload();
  await expect(box).toHaveText("half a thought");
  await host.crash();
  await using _again = await startHost({ home: home.path, model: model.url, args: ["--port", new URL(host.url).port] });
  await app.evaluate(() => localStorage.clear());
  await app.reload();
  await expect(box).toHaveText("half a thought");
});

test("a model server on this machine is offered first, and new threads use the model that was chosen", async ({
  page,
  home,
  repository,
}) => {
  await using ollama = await startModelServer({
    kind: "ollama",
    models: [
      { id: "qwen3-coder:30b", contextWindow: 40_960 },
      { id: "devstral:24b", contextWindow: 131_072 },
    ],
  });
  await using host = await startHost({ home: home.path, key: "", localServers: new URL(ollama.url).origin });
  await page.goto(host.url);
  await expect(page.getByRole("radio", { name: "Ollama on this machine" })).toBeChecked();
  await expect(page.getByRole("radio", { name: "Ollama on this machine" })).toBeFocused();
  await expect(page.getByRole("list", { name: "This machine" })).toContainText("Ollama on this machine");
  await page.getByRole("combobox", { name: "Local model" }).click();
  await page.getByRole("option", { name: "devstral:24b" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await fillPath(page, repository.path);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("radio", { name: "Workspace write" })).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Model" })).toContainText("devstral:24b");
  await page.getByRole("textbox", { name: "Message" }).fill("scenario:say from here");
  await page.keyboard.press("Enter");
  await expectStatus(page, "scenario:say from here", "idle");
  expect(new Set(ollama.requests.map(({ received }) => received.model))).toEqual(new Set(["devstral:24b"]));
});

test("a server that is found late does not take the field from who types a key", async ({ page, home }) => {
  const gone = await startModelServer();
  const port = Number(new URL(gone.url).port);
  await gone.close();
  await using host = await startHost({ home: home.path, key: "", localServers: `http://127.0.0.1:${port}` });
  await page.goto(host.url);
  const key = page.getByRole("textbox", { name: "Key" });
  await key.fill("sk-half");
  await using _started = await startModelServer({ port, kind: "lmstudio", models: ["gemma"] });
  await host.crash();
  await using _again = await startHost({
    home: home.path,
    key: "",
    localServers: `http://127.0.0.1:${port}`,
    args: ["--port", new URL(host.url).port],
  });
  await expect(page.getByRole("radio", { name: "LM Studio on this machine" })).toBeVisible();
  await expect(key).toHaveValue("sk-half");
  await expect(page.getByRole("radio", { name: "OpenAI API key" })).toBeChecked();
});
