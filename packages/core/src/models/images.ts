import type OpenAI from "openai";
import {
  type CompactResult,
  imageIn,
  type ModelConnection,
  type ModelRequest,
  type PromptItem,
} from "../agent/index.ts";

type Part = OpenAI.Responses.ResponseInputContent;

export interface ImageAccess {
  /** The picture as a data URL; undefined when its file is gone. Must not throw. */
  readonly read: (image: NonNullable<ReturnType<typeof imageIn>>) => Promise<string | undefined>;
  /** Whether the model takes pictures. */
  readonly taken: (model: string) => boolean;
}

/**
 * Puts the bytes of pictures where a prompt refers to their files, when a request is made. A file that is gone, and a
 * model that takes no pictures, get words in its place.
 */
export function withImages(connection: ModelConnection, access: ImageAccess): ModelConnection {
  /** As long as a turn holds its prompt, each picture is read and encoded once. */
  const known = new WeakMap<PromptItem, PromptItem>();

  const resolve = async (part: Part, taken: boolean): Promise<Part> => {
    if (part.type !== "input_image") return part;
    if (!taken) return note("An image was left out: this model cannot see images.");
    const image = imageIn(part);
    if (image === undefined) return part;
    const url = await access.read(image);
    return url === undefined ? note("An image was here; its file is no longer kept.") : { ...part, image_url: url };
  };

  const resolved = async (item: PromptItem, taken: boolean): Promise<PromptItem> => {
    const parts = partsOf(item);
    if (parts === undefined || !parts.some(({ type }) => type === "input_image")) return item;
    const before = taken ? known.get(item) : undefined;
    if (before !== undefined) return before;
    const content = await Promise.all(parts.map((part) => resolve(part, taken)));
    const made = withParts(item, content);
    if (taken) known.set(item, made);
    return made;
  };

  const requestWith = async (request: ModelRequest): Promise<ModelRequest> => {
    if (!request.input.some(holdsImage)) return request;
    const taken = access.taken(request.model);
    return { ...request, input: await Promise.all(request.input.map((item) => resolved(item, taken))) };
  };

  return {
    stream: async function* (request, signal) {
      yield* connection.stream(await requestWith(request), signal);
    },
    // A picture takes time to read: it goes with the next request.
    steer: (id, input) => !input.some(holdsImage) && connection.steer(id, input),
    get compact() {
      const { compact } = connection;
      if (compact === undefined) return undefined;
      return async (request: ModelRequest, signal: AbortSignal): Promise<CompactResult> => {
        const whole = await requestWith(request);
        const result = await compact(whole, signal);
        return result.type === "failed" ? result : { ...result, prompt: referring(result.prompt, request, whole) };
      };
    },
    prewarm: (request) => {
      if (request?.input.some(holdsImage)) void requestWith(request).then((whole) => connection.prewarm(whole));
      else connection.prewarm(request);
    },
    close: () => connection.close(),
  };
}

/** What comes back from the provider with the bytes of pictures refers to their files again. */
function referring(prompt: readonly PromptItem[], request: ModelRequest, whole: ModelRequest): readonly PromptItem[] {
  const references = new Map<string, Part>();
  whole.input.forEach((item, index) => {
    const before = partsOf(request.input[index] ?? item) ?? [];
    partsOf(item)?.forEach((part, at) => {
      const reference = before[at];
      if (part.type === "input_image" && part.image_url && reference) references.set(part.image_url, reference);
    });
  });
  const refer = (part: Part): Part =>
    part.type === "input_image" ? (references.get(part.image_url ?? "") ?? part) : part;
  return prompt.map((item) => {
    const parts = partsOf(item);
    return parts?.some(({ type }) => type === "input_image") ? withParts(item, parts.map(refer)) : item;
  });
}

const note = (text: string): Part => ({ type: "input_text", text: `[${text}]` });

/** The parts of a message or of a tool's output, where it has any. */
function partsOf(item: PromptItem): readonly Part[] | undefined {
  const content = "content" in item ? item.content : "output" in item ? item.output : undefined;
  return Array.isArray(content) ? (content as readonly Part[]) : undefined; // of the model's own words none is a picture
}

const holdsImage = (item: PromptItem): boolean => partsOf(item)?.some(({ type }) => type === "input_image") ?? false;

const withParts = (item: PromptItem, parts: readonly Part[]): PromptItem =>
  ({ ...item, ["content" in item ? "content" : "output"]: parts }) as PromptItem; // the same item with its parts
