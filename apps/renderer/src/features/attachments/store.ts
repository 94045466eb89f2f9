import type { AttachedFile, GivenFile, Image } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Failure, readFailure } from "../../client.ts";
import type { Extras, ExtrasHolder } from "../composer/message.ts";
import { readKept, writeKept } from "./kept.ts";

/** Something that goes with the next message; the host has it once it is ready. */
export type Attachment = { readonly key: string; readonly name: string } & (
  | { readonly state: "adding" }
  | { readonly state: "image"; readonly image: Image }
  | { readonly state: "file"; readonly file: AttachedFile }
  | { readonly state: "failed"; readonly failure: Failure; readonly canRetry: boolean }
);

/** What a message may hold. */
export const MOST = 20;
const MOST_BYTES = 20 << 20;
const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
/** Another try of these ends the same. */
const final: ReadonlySet<Failure["code"]> = new Set(["file_too_large", "image_too_large", "image_invalid"]);

/** Whether something of it goes with the message, now or once it is there. */
export const canGo = (list: readonly Attachment[]): boolean => list.some(({ state }) => state !== "failed");

interface Given {
  readonly name: string;
  /** Bytes in base64. */
  readonly content: string;
}

/** What lies beside an unsent message; what the host has of it survives the window, like the text. */
export interface Attachments {
  readonly store: Pick<StoreApi<readonly Attachment[]>, "getState" | "subscribe">;
  readonly add: (files: readonly File[]) => void;
  readonly retry: (key: string) => void;
  readonly remove: (key: string) => void;
  readonly holder: ExtrasHolder;
  /** What the host has of it, as text to be kept with the draft. */
  readonly written: () => string;
  /** Puts what was kept in front of what is here; what is here already stays where it is. */
  readonly restore: (text: string) => void;
  /** Another window changed what goes along: the same goes along here. */
  readonly replace: (text: string) => void;
}

export interface AttachmentsContext {
  readonly keepImage: (picture: Given) => Promise<Image>;
  readonly keepFile: (file: Given) => Promise<GivenFile>;
  /** A file is the project's own: the message names it. */
  readonly onProjectFile: (path: string) => void;
  /** The bytes of a file in base64. */
  readonly read: (file: File) => Promise<string>;
  /** Says what was left out. */
  readonly onTooMany: (left: number) => void;
  readonly newId: () => string;
}

export function createAttachments(context: AttachmentsContext): Attachments {
  const store = createStore<readonly Attachment[]>(() => []);
  /** What is or was on its way, while the person may try it again. */
  const given = new Map<string, File>();
  const ready = ({ images = [], attachments = [] }: Extras): Attachment[] => [
    ...images.map((image) => ({ key: context.newId(), name: image.name, state: "image" as const, image })),
    ...attachments.map((file) => ({ key: context.newId(), name: file.name, state: "file" as const, file })),
  ];

  /** What is on its way with a message: kept until the message is, and not shown. */
  let away: Extras = {};
  const held = (): Extras => joined(away, extrasOf(store.getState()));
  const set = (list: readonly Attachment[]) => store.setState(list, true);
  const remove = (key: string) => {
    given.delete(key);
    set(store.getState().filter((attachment) => attachment.key !== key));
  };
  const settle = (key: string, end: Attachment) => {
    if (end.state !== "failed") given.delete(key);
    set(store.getState().map((attachment) => (attachment.key === key ? end : attachment)));
  };

  const keep = async (key: string, file: File) => {
    const name = file.name || "picture";
    try {
      if (file.size > MOST_BYTES) return settle(key, { key, name, state: "failed", ...tooLarge });
      const content = await context.read(file).catch(() => undefined);
      if (content === undefined) return settle(key, { key, name, state: "failed", ...vanished });
      const bytes = { name: name.slice(0, 255), content };
      if (pictures.has(file.type))
        return settle(key, { key, name, state: "image", image: await context.keepImage(bytes) });
      const taken = await context.keepFile(bytes);
      if (taken.kind === "copy") return settle(key, { key, name, state: "file", file: taken.file });
      // Taken out meanwhile it is not wanted any more.
      if (store.getState().some((attachment) => attachment.key === key)) context.onProjectFile(taken.path);
      remove(key);
    } catch (error) {
      const failure = readFailure(error);
      settle(key, { key, name, state: "failed", failure, canRetry: !final.has(failure.code) });
    }
  };
  const isAdding = ({ state }: Attachment): boolean => state === "adding";

  return {
    store,
    add(files) {
      const room = Math.max(0, MOST - store.getState().length);
      const added = files.slice(0, room).map((file) => ({ key: context.newId(), file }));
      for (const { key, file } of added) given.set(key, file);
      set([
        ...store.getState(),
        ...added.map(({ key, file }) => ({ key, name: file.name || "picture", state: "adding" as const })),
      ]);
      if (files.length > room) context.onTooMany(files.length - room);
      for (const { key, file } of added) void keep(key, file);
    },
    retry(key) {
      const file = given.get(key);
      if (file === undefined) return;
      settle(key, { key, name: file.name || "picture", state: "adding" });
      void keep(key, file);
    },
    remove,
    holder: {
      any: () => canGo(store.getState()),
      arrived: () => {
        const waited = new Set(
          store
            .getState()
            .filter(isAdding)
            .map(({ key }) => key),
        );
        const end = (list: readonly Attachment[]): boolean | undefined => {
          const now = list.filter(({ key }) => waited.has(key));
          if (now.some(isAdding)) return undefined;
          return !now.some(({ state }) => state === "failed");
        };
        return new Promise((resolve) => {
          const first = end(store.getState());
          if (first !== undefined) return resolve(first);
          const off = store.subscribe((list) => {
            const last = end(list);
            if (last === undefined) return;
            off();
            resolve(last);
          });
        });
      },
      take() {
        const extras = extrasOf(store.getState());
        away = extras;
        // What failed stays in sight: the message goes without it.
        set(store.getState().filter(({ state }) => state === "adding" || state === "failed"));
        return extras;
      },
      giveBack(extras) {
        away = {};
        set([...ready(extras), ...store.getState()]);
      },
      sent() {
        away = {};
        set([...store.getState()]);
      },
    },
    written: () => writeKept(held()),
    restore(text) {
      const here = held();
      const images = new Set(here.images?.map(({ blob }) => blob));
      const files = new Set(here.attachments?.map(({ id }) => id));
      const before = readKept(text);
      const missing = ready({
        images: before.images?.filter(({ blob }) => !images.has(blob)),
        attachments: before.attachments?.filter(({ id }) => !files.has(id)),
      });
      if (missing.length > 0) set([...missing, ...store.getState()]);
    },
    replace: (text) =>
      set([
        ...ready(readKept(text)),
        ...store.getState().filter(({ state }) => state === "adding" || state === "failed"),
      ]),
  };
}

const tooLarge = {
  failure: { code: "file_too_large", message: "larger than 20 MiB; put it into the project and name it with @" },
  canRetry: false,
} as const;
const vanished = {
  failure: { code: "path_not_found", message: "moved, changed or deleted before it could be read; attach it again" },
  canRetry: false,
} as const;

const joined = (a: Extras, b: Extras): Extras => ({
  ...a,
  ...b,
  ...(a.images && b.images ? { images: [...a.images, ...b.images] } : {}),
  ...(a.attachments && b.attachments ? { attachments: [...a.attachments, ...b.attachments] } : {}),
});

/** What the host has, by kind; a kind of which there is nothing is left out. */
function extrasOf(list: readonly Attachment[]): Extras {
  const images = list.flatMap((attachment) => (attachment.state === "image" ? [attachment.image] : []));
  const attachments = list.flatMap((attachment) => (attachment.state === "file" ? [attachment.file] : []));
  return { ...(images.length > 0 ? { images } : {}), ...(attachments.length > 0 ? { attachments } : {}) };
}
