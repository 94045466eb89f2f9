import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const voiceApi = (os: Api, { voice }: Core) => ({
  watch: os.voice.watch.handler(({ signal }) => voice.watch(orNever(signal))),
  begin: os.voice.begin.handler(({ input: { recordingId: id, draftKey, type } }) =>
    voice.begin({ id, draftKey, type }),
  ),
  append: os.voice.append.handler(async ({ input: { recordingId, offset, content } }) => ({
    bytes: await voice.append(recordingId, offset, Buffer.from(content, "base64")),
  })),
  finish: os.voice.finish.handler(({ input: { recordingId, ...end } }) => voice.finish(recordingId, end)),
  transcribe: os.voice.transcribe.handler(({ input }) => voice.transcribe(input.recordingId)),
  interrupt: os.voice.interrupt.handler(({ input }) => voice.interrupt(input.recordingId)),
  delete: os.voice.delete.handler(({ input }) => voice.delete(input.recordingId)),
  audio: os.voice.audio.handler(async ({ input }) => {
    const { piece, bytes } = await voice.piece(input.recordingId, input.offset);
    return { content: piece.toString("base64"), bytes };
  }),
  access: os.voice.access.handler(() => voice.server.describe()),
  setAccess: os.voice.setAccess.handler(({ input }) => voice.server.setAccess(input)),
  check: os.voice.check.handler(({ input, signal }) => voice.check(input, orNever(signal))),
});
