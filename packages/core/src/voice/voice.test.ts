import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Recording, RecordingId, type VoiceEvent } from "@flightdeck/contract";
import { refuse, startModelServer, temporaryFolder, tooMany, unknownModel, wrongKey } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import type { Core } from "../core.ts";
import { openSecrets, openSettings } from "../settings/index.ts";
import { homeOfKilled } from "../testing/homeOfKilled.ts";
import { testCore } from "../testing/testCore.ts";
import { openStore } from "../store/index.ts";
import { openRecordings } from "./recordings.ts";
import { transcriptionServer } from "./server.ts";
import { head, spoken } from "./testing/spoken.ts";
import { createVoice, type Voice } from "./voice.ts";
import { readWebm, writeWebm } from "./webm.ts";

const newId = () => RecordingId.parse(randomUUID());

/** Settles with the recording once it is so, or is gone. */
async function when(
  core: { readonly voice: Voice },
  id: RecordingId,
  holds: (recording: Recording | undefined) => boolean,
) {
  const stop = new AbortController();
  const events: AsyncIterable<VoiceEvent> = core.voice.watch(stop.signal);
  for await (const { recordings } of events) {
    const recording = recordings.find((one) => one.id === id);
    if (!holds(recording)) continue;
    stop.abort();
    return recording;
  }
  throw new Error("the watch ended early");
}
const settled = async (core: Core, id: RecordingId) => {
  const recording = await when(core, id, (one) => one?.status.state === "kept" || one?.status.state === "transcribed");
  return recording?.status;
};

/** Says something, and waits for what becomes of it. */
async function dictate(core: Core, end: { transcribe?: boolean; heard?: boolean } = {}): Promise<RecordingId> {
  const id = newId();
  await core.voice.begin({ id, draftKey: "t1", type: "audio/webm" });
  await core.voice.append(id, 0, Buffer.from("first "));
  await core.voice.append(id, 6, Buffer.from("second"));
  await core.voice.finish(id, { milliseconds: 900, transcribe: true, heard: true, ...end });
  return id;
}

test("a recording goes to the provider as a form and comes back as text", async () => {
  await using given = await testCore({
    config: '[voice]\nmodel = "whisper-1"\nlanguage = "de"\nvocabulary = "Kahn"\n',
  });
  given.model.hears("  Räum das Log auf. ");
  const id = await dictate(given.core);
  expect(await settled(given.core, id)).toEqual({ state: "transcribed", text: "Räum das Log auf." });
  const [sent] = given.model.transcriptions;
  expect({
    fields: sent?.fields,
    file: { ...sent?.file, bytes: Buffer.from(sent?.file?.bytes ?? []).toString() },
    key: sent?.headers.authorization,
  }).toEqual({
    fields: { model: "whisper-1", response_format: "json", language: "de", prompt: "Kahn" },
    file: { name: "dictation.webm", type: "audio/webm", bytes: "first second" },
    key: "Bearer sk-test-key-0001",
  });
  await given.core.voice.delete(id);
  expect(await when(given.core, id, (one) => one === undefined)).toBe(undefined);
});

test("a server of one's own gets its own key and never the provider's; another address forgets the key", async () => {
  await using local = await startModelServer({ key: "local-key" });
  await using other = await startModelServer();
  await using given = await testCore();
  const { voice } = given.core;
  local.hears("From the local one");
  expect(await voice.server.setAccess({ baseUrl: local.url, key: "local-key" })).toEqual({
    origin: "settings",
    baseUrl: local.url,
    key: "settings",
  });
  expect(await settled(given.core, await dictate(given.core))).toEqual({
    state: "transcribed",
    text: "From the local one",
  });
  await voice.check({ baseUrl: other.url }, new AbortController().signal);
  expect(await voice.server.setAccess({ baseUrl: other.url })).toMatchObject({ key: "none" });
  await settled(given.core, await dictate(given.core));
  expect(other.transcriptions.map(({ headers }) => headers.authorization)).toEqual(["Bearer none", "Bearer none"]);
  expect(await voice.server.setAccess({ baseUrl: "" })).toEqual({
    origin: "provider",
    reachable: true,
    baseUrl: given.model.url,
  });
  await expect(voice.server.setAccess({ baseUrl: "file:///etc/passwd" })).rejects.toMatchObject({
    code: "input_invalid",
  });
  expect(given.model.transcriptions).toEqual([]);
});

test("a check sends a tone, and says what a server answers", async () => {
  await using given = await testCore();
  const { signal } = new AbortController();
  expect((await given.core.voice.check({}, signal)).milliseconds).toBeGreaterThanOrEqual(0);
  expect(given.model.transcriptions[0]?.file).toMatchObject({ name: "tone.wav", type: "audio/wav" });
  given.model.hears(refuse(404));
  await expect(given.core.voice.check({}, signal)).rejects.toMatchObject({ code: "transcription_unavailable" });
  await expect(given.core.voice.check({ baseUrl: "http://127.0.0.1:1/v1" }, signal)).rejects.toMatchObject({
    code: "provider_unreachable",
  });
  expect(given.core.voice.server.describe()).toMatchObject({ origin: "provider" });
});

test("each way to fail has its own code, and the recording is kept and can be tried again", async () => {
  await using given = await testCore();
  const { core, model } = given;
  const id = await dictate(core, { transcribe: false });
  expect(await settled(core, id)).toEqual({ state: "kept" });
  for (const [reply, code] of [
    [wrongKey(), "model_unauthorized"],
    [unknownModel("gpt-4o-mini-transcribe"), "model_not_found"],
    [refuse(404), "transcription_unavailable"],
    [refuse(400, { message: "Invalid file format." }), "transcription_failed"],
    [refuse(413), "transcription_failed"],
    [tooMany(3600), "transcription_failed"],
    [{ kind: "body", type: "text/html", body: "<html></html>" }, "transcription_unavailable"],
    [{ kind: "body", type: "application/json", body: '{"text": 5}' }, "transcription_unavailable"],
    ["   ", "nothing_heard"],
  ] as const) {
    model.hears(reply);
    core.voice.transcribe(id);
    expect(await settled(core, id)).toMatchObject({ state: "kept", failure: { code } });
  }
  model.hears("At last");
  core.voice.transcribe(id);
  expect(await settled(core, id)).toEqual({ state: "transcribed", text: "At last" });
  expect(given.failures).toEqual([]);
});

test("what may go well in a moment is tried again by itself", async () => {
  await using given = await testCore();
  given.model.hears(refuse(503), { kind: "cut" }, "Third time");
  expect(await settled(given.core, await dictate(given.core))).toEqual({ state: "transcribed", text: "Third time" });
  given.model.hears(refuse(500));
  expect(await settled(given.core, await dictate(given.core))).toMatchObject({
    failure: { code: "transcription_failed" },
  });
  expect(given.model.transcriptions).toHaveLength(6);
});

test("a server that is down keeps no recording from being kept", async () => {
  await using given = await testCore({ config: '[voice]\nbaseUrl = "http://127.0.0.1:1/v1"\n' });
  expect(await settled(given.core, await dictate(given.core))).toMatchObject({
    failure: { code: "provider_unreachable" },
  });
});

test("without access to any server a recording says so", async () => {
  await using home = await temporaryFolder();
  const server = transcriptionServer({
    settings: openSettings(join(home.path, "config.toml")),
    secrets: await openSecrets(join(home.path, "secrets")),
    environment: {},
    provider: () => undefined,
    wait: () => Promise.resolve(),
  });
  expect(server.describe()).toEqual({ origin: "provider", reachable: false });
  await expect(
    server.transcribe({ name: "a.webm", sound: new Blob(["a"]) }, new AbortController().signal),
  ).rejects.toMatchObject({ code: "no_model_access" });
});

test("silence is not sent to anyone, unless it is asked for", async () => {
  await using given = await testCore();
  given.model.hears("Thank you for watching");
  const id = await dictate(given.core, { heard: false });
  expect(await settled(given.core, id)).toEqual({ state: "kept", failure: { code: "nothing_heard" } });
  expect(given.model.transcriptions).toEqual([]);
  given.core.voice.transcribe(id);
  expect(await settled(given.core, id)).toMatchObject({ state: "transcribed" });
});

test("a server that does not answer is given up after the time limit", async () => {
  await using given = await testCore({ config: "[voice]\ntimeoutSeconds = 5\n" });
  given.model.hears({ kind: "silent" });
  expect(await settled(given.core, await dictate(given.core))).toEqual({
    state: "kept",
    failure: { code: "provider_unreachable", detail: "No answer within 5 seconds" },
  });
}, 15_000);

test("to finish again, when the answer was lost, transcribes nothing twice", async () => {
  await using given = await testCore();
  given.model.hears("once", "twice");
  const id = await dictate(given.core);
  await settled(given.core, id);
  await given.core.voice.finish(id, { milliseconds: 900, transcribe: true, heard: true });
  expect(await settled(given.core, id)).toEqual({ state: "transcribed", text: "once" });
  expect(given.model.transcriptions).toHaveLength(1);
});

test("a transcription can be stopped, and deleted while it runs", async () => {
  await using given = await testCore();
  given.model.hears({ kind: "silent" });
  const id = await dictate(given.core);
  await given.model.heard(1);
  expect((await when(given.core, id, () => true))?.status).toEqual({ state: "transcribing" });
  given.core.voice.interrupt(id);
  expect(await settled(given.core, id)).toEqual({ state: "kept" });
  given.core.voice.transcribe(id);
  await given.model.heard(2);
  await given.core.voice.delete(id);
  expect(await when(given.core, id, (one) => one === undefined)).toBe(undefined);
});

test("a long dictation goes in parts, one after the other, and a part that is written down is not sent again", async () => {
  await using model = await startModelServer();
  await using home = await temporaryFolder();
  const store = openStore(":memory:");
  const voice = createVoice({
    recordings: openRecordings({ store, folder: join(home.path, "recordings"), now: Date.now }),
    server: transcriptionServer({
      settings: openSettings(join(home.path, "config.toml")),
      secrets: await openSecrets(join(home.path, "secrets")),
      environment: {},
      provider: () => ({ baseUrl: model.url, apiKey: "any" }),
      wait: () => Promise.resolve(),
    }),
    limits: { milliseconds: 2000, bytes: 1_000_000 },
    report: () => {},
  });
  const id = newId();
  await voice.begin({ id, draftKey: "t1", type: "audio/webm" });
  await voice.append(id, 0, writeWebm(head, spoken(100)));
  model.hears("The first,", refuse(400, { message: "Overloaded." }), "the second,", "", "and the last.");
  await voice.finish(id, { milliseconds: 6000, transcribe: true, heard: true });
  const parts: unknown[] = [];
  const see = async (state: "kept" | "transcribed") => {
    const recording = await when({ voice }, id, (one) => {
      if (one?.status.state === "transcribing") parts.push(one.status.part?.number);
      return one?.status.state === state;
    });
    return recording?.status;
  };
  expect(await see("kept")).toMatchObject({ failure: { code: "transcription_failed" } });
  voice.transcribe(id);
  expect(await see("transcribed")).toEqual({ state: "transcribed", text: "The first, the second, and the last." });
  const sent = model.transcriptions.map(({ file }) => readWebm(file?.bytes ?? new Uint8Array())?.blocks.length ?? 0);
  expect([sent.length, sent[1] === sent[2], sent.reduce((sum, count) => sum + count, 0) - (sent[1] ?? 0)]).toEqual([
    5,
    true,
    100,
  ]);
  expect(new Set(parts)).toContain(2);
  await voice.close();
  store.close();
});

test("a host that dies while somebody speaks, or while it transcribes, loses nothing that it acknowledged", async () => {
  await using given = await testCore();
  given.model.hears({ kind: "silent" });
  const sent = await dictate(given.core);
  await given.model.heard(1);
  const speaking = newId();
  await given.core.voice.begin({ id: speaking, draftKey: "new:p1", type: "audio/webm" });
  await given.core.voice.append(speaking, 0, Buffer.from("half a"));
  expect((await when(given.core, speaking, () => true))?.status).toEqual({ state: "recording" });

  await using home = await homeOfKilled({ path: given.home });
  await using again = await testCore({ home, model: given.model });
  const { voice } = again.core;
  expect(await settled(again.core, sent)).toEqual({ state: "kept" });
  expect(await when(again.core, speaking, () => true)).toMatchObject({
    draftKey: "new:p1",
    bytes: 6,
    status: { state: "kept" },
  });
  // Its window is alive still, and goes on where the host's disk ends.
  expect(await voice.append(speaking, 4, Buffer.from(" a sentence"))).toBe(15);
  given.model.hears("half a sentence");
  await voice.finish(speaking, { milliseconds: 1500, transcribe: true, heard: true });
  expect(await settled(again.core, speaking)).toEqual({ state: "transcribed", text: "half a sentence" });
  expect(Buffer.from(given.model.transcriptions.at(-1)?.file?.bytes ?? []).toString()).toBe("half a sentence");
  expect((await voice.piece(speaking, 5)).piece.toString()).toBe("a sentence");
});
