import type { AttachedFile, GivenFile, Image } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Failure, readFailure } from "../../client.ts";
import type { Extras, ExtrasHolder } from "../composer/message.ts";

/** Something that goes with the next message; the host has it once it is ready. */
export type Attachment = { readonly key: string; readonly name: string } & (
  | { readonly state: "adding" }
  | { readonly state: "image"; readonly image: Image }
  | { readonly state: "file"; readonly file: AttachedFile }
  | { readonly state: "failed"; readonly failure: Failure }
);

/** What a message may hold of each kind. */
export const MOST = 20;
const MOST_BYTES = 20 << 20;
const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

interface Given {
  readonly name: string;
  /** Bytes in base64. */
  readonly content: string;
}

/** What lies beside an unsent message; what the host has of it survives the window, like the text. */
export interface Attachments {
  readonly store: Pick<StoreApi<readonly Attachment[]>, "getState" | "subscribe">;
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: string) => void;
  readonly holder: ExtrasHolder;
}

export interface AttachmentsContext {
  readonly draftKey: string;
  readonly keepImage: (picture: Given) => Promise<Image>;
  readonly keepFile: (file: Given) => Promise<GivenFile>;
  /** A file is the project's own: the message names it. */
  readonly onProjectFile: (path: string) => void;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly newId: () => string;
}

export function createAttachments(context: AttachmentsContext): Attachments {
  const places = { images: `images:${context.draftKey}`, attachments: `files:${context.draftKey}` } as const;
  const ready = ({ images = [], attachments = [] }: Extras): Attachment[] => [
    ...images.map((image) => ({ key: context.newId(), name: image.name, state: "image" as const, image })),
    ...attachments.map((file) => ({ key: context.newId(), name: file.name, state: "file" as const, file })),
  ];
  const store = createStore<readonly Attachment[]>(() =>
    ready({
      images: kept<Image>(context.storage.getItem(places.images)),
      attachments: kept<AttachedFile>(context.storage.getItem(places.attachments)),
    }),
  );

  const set = (list: readonly Attachment[]) => {
    store.setState(list, true);
    const extras = extrasOf(list);
    for (const kind of ["images", "attachments"] as const) {
      if (extras[kind] === undefined) context.storage.removeItem(places[kind]);
      else context.storage.setItem(places[kind], JSON.stringify(extras[kind]));
    }
  };
  const remove = (key: string) => set(store.getState().filter((attachment) => attachment.key !== key));
  const settle = (key: string, end: Attachment) =>
    set(store.getState().map((attachment) => (attachment.key === key ? end : attachment)));

  const keep = async (key: string, file: File) => {
    const { name } = file;
    try {
      if (file.size > MOST_BYTES) throw new TypeError(`${name} is larger than 20 MiB`);
      const given = { name: (name || "file").slice(0, 255), content: await base64Of(file) };
      if (pictures.has(file.type))
        return settle(key, { key, name, state: "image", image: await context.keepImage(given) });
      const taken = await context.keepFile(given);
      if (taken.kind === "copy") return settle(key, { key, name, state: "file", file: taken.file });
      // Taken out meanwhile it is not wanted any more.
      if (store.getState().some((attachment) => attachment.key === key)) context.onProjectFile(taken.path);
      remove(key);
    } catch (error) {
      const failure =
        error instanceof TypeError ? ({ code: "file_too_large", message: error.message } as const) : readFailure(error);
      settle(key, { key, name, state: "failed", failure });
    }
  };

  return {
    store,
    add(files) {
      const room = MOST - store.getState().length;
      const added = files.slice(0, Math.max(0, room)).map((file) => ({ key: context.newId(), file }));
      set([
        ...store.getState(),
        ...added.map(({ key, file }) => ({ key, name: file.name || "picture", state: "adding" as const })),
      ]);
      for (const { key, file } of added) void keep(key, file);
    },
    remove,
    holder: {
      take() {
        const extras = extrasOf(store.getState());
        set(store.getState().filter(({ state }) => state === "adding"));
        return extras;
      },
      giveBack: (extras) => set([...ready(extras), ...store.getState()]),
    },
  };
}

/** What the host has, by kind; a kind of which there is nothing is left out. */
function extrasOf(list: readonly Attachment[]): Extras {
  const images = list.flatMap((attachment) => (attachment.state === "image" ? [attachment.image] : []));
  const attachments = list.flatMap((attachment) => (attachment.state === "file" ? [attachment.file] : []));
  return { ...(images.length > 0 ? { images } : {}), ...(attachments.length > 0 ? { attachments } : {}) };
}

/** What an earlier window left here; anything else is nothing. */
function kept<Kind>(text: string | null): Kind[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? (list as Kind[]) : []; // only `set` writes here
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
