import type { Image } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Failure, readFailure } from "../../client.ts";
import type { ExtrasHolder } from "../composer/message.ts";

/** A picture that goes with the next message; the host has it once it is ready. */
export type Attachment = { readonly key: string; readonly name: string } & (
  | { readonly state: "adding" }
  | { readonly state: "ready"; readonly image: Image }
  | { readonly state: "failed"; readonly failure: Failure }
);

/** What a message may hold. */
export const MOST_IMAGES = 20;
const MOST_BYTES = 20 << 20;

/** The pictures beside an unsent message; those that the host has survive the window, like the text. */
export interface Attachments {
  readonly store: Pick<StoreApi<readonly Attachment[]>, "getState" | "subscribe">;
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: string) => void;
  readonly holder: ExtrasHolder;
}

export function createAttachments(context: {
  readonly draftKey: string;
  /** Has the host keep a picture; its bytes in base64. */
  readonly keep: (picture: { readonly name: string; readonly content: string }) => Promise<Image>;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly newId: () => string;
}): Attachments {
  const place = `images:${context.draftKey}`;
  const ready = (images: readonly Image[]): Attachment[] =>
    images.map((image) => ({ key: context.newId(), name: image.name, state: "ready", image }));
  const store = createStore<readonly Attachment[]>(() => ready(keptImages(context.storage.getItem(place))));

  const set = (list: readonly Attachment[]) => {
    store.setState(list, true);
    const images = imagesOf(list);
    if (images.length === 0) context.storage.removeItem(place);
    else context.storage.setItem(place, JSON.stringify(images));
  };
  const settle = (key: string, end: Attachment) =>
    set(store.getState().map((attachment) => (attachment.key === key ? end : attachment)));

  const keep = async (key: string, file: File) => {
    const { name } = file;
    try {
      if (file.size > MOST_BYTES) throw new TypeError(`${name} is larger than 20 MiB`);
      const image = await context.keep({ name: name.slice(0, 255), content: await base64Of(file) });
      settle(key, { key, name, state: "ready", image });
    } catch (error) {
      const failure =
        error instanceof TypeError
          ? ({ code: "image_too_large", message: error.message } as const)
          : readFailure(error);
      settle(key, { key, name, state: "failed", failure });
    }
  };

  return {
    store,
    add(files) {
      const room = MOST_IMAGES - store.getState().length;
      const added = files.slice(0, Math.max(0, room)).map((file) => ({ key: context.newId(), file }));
      set([
        ...store.getState(),
        ...added.map(({ key, file }) => ({ key, name: file.name || "picture", state: "adding" as const })),
      ]);
      for (const { key, file } of added) void keep(key, file);
    },
    remove: (key) => set(store.getState().filter((attachment) => attachment.key !== key)),
    holder: {
      take() {
        const images = imagesOf(store.getState());
        set(store.getState().filter(({ state }) => state === "adding"));
        return images.length === 0 ? {} : { images };
      },
      giveBack: ({ images = [] }) => set([...ready(images), ...store.getState()]),
    },
  };
}

const imagesOf = (list: readonly Attachment[]): Image[] =>
  list.flatMap((attachment) => (attachment.state === "ready" ? [attachment.image] : []));

/** What an earlier window left here; anything else is nothing. */
function keptImages(text: string | null): readonly Image[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? (kept as readonly Image[]) : []; // only `set` writes here
  } catch {
    return [];
  }
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  // A call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
