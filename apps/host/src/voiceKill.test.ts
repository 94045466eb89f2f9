import { randomUUID } from "node:crypto";
import { RecordingId } from "@flightdeck/contract";
import { startModelServer, temporaryFolder, tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { connectTo, rpcAddress } from "./client.ts";
import { served } from "./testing/command.ts";

/** A piece of sound that tells its place. */
const piece = (n: number) => Buffer.from(`${String(n).padStart(7, "0")}\n`.repeat(64));

test("kill -9 at any moment of a recording costs nothing that was acknowledged, and the next host takes the rest", async () => {
  await using home = await temporaryFolder();
  await using model = await startModelServer();
  model.hears("all of it");
  const env = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-test-key-0001" };
  const recordingId = RecordingId.parse(randomUUID());
  let acknowledged = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 25 }), async (pieces) => {
      await using host = await served(home.path, env);
      const { client, close } = await connectTo(rpcAddress(host.url));
      if (acknowledged === 0) await client.voice.begin({ recordingId, draftKey: "t1", type: "audio/webm" });
      const { bytes } = await client.voice.audio({ recordingId, offset: 0 });
      expect(bytes).toBeGreaterThanOrEqual(acknowledged);
      const sending = Array.from({ length: 2 * pieces }, async (_, index) => {
        const n = acknowledged / piece(0).length + index;
        const content = piece(n).toString("base64");
        const answer = await client.voice.append({ recordingId, offset: n * piece(0).length, content });
        if (index + 1 === pieces) void host.kill("SIGKILL");
        return answer.bytes;
      });
      for (const answer of await Promise.allSettled(sending))
        if (answer.status === "fulfilled") acknowledged = Math.max(acknowledged, answer.value);
      await host.kill("SIGKILL");
      close();
    }),
    { numRuns: tries(4) },
  );
  await using host = await served(home.path, env);
  const { client, close } = await connectTo(rpcAddress(host.url));
  await client.voice.finish({ recordingId, milliseconds: 100, transcribe: true, heard: true });
  await model.heard(1);
  const sound = Buffer.from(model.transcriptions[0]?.file?.bytes ?? []).toString();
  const whole = Array.from({ length: acknowledged / piece(0).length }, (_, n) => piece(n).toString()).join("");
  expect([acknowledged > 0, sound.startsWith(whole)]).toEqual([true, true]);
  close();
});
