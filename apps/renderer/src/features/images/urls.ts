import type { BlobId } from "@flightdeck/contract";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Failure, readFailure } from "../../client.ts";
import { imageType } from "./imageType.ts";

/** A kept picture as far as this window has it. */
export type Picture =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly url: string }
  | { readonly state: "failed"; readonly failure: Failure };

export type PictureStore = Pick<StoreApi<Picture>, "getState" | "subscribe">;

/** The pictures on screen as addresses that an <img> takes; read once, given up when they were out of view for long. */
export interface Pictures {
  readonly store: (blobId: BlobId) => PictureStore;
  /** Reads the picture and keeps it as long as somebody shows it; the answer lets go of it. */
  readonly hold: (blobId: BlobId) => () => void;
}

interface Held {
  readonly store: StoreApi<Picture>;
  holders: number;
  reading?: AbortController;
}

/** Pictures that nobody shows stay up to this many, so that scrolling back shows them at once. */
const KEPT = 24;

export function createPictures(context: {
  readonly read: (blobId: BlobId, signal: AbortSignal) => Promise<string>;
  readonly urls: Pick<typeof URL, "createObjectURL" | "revokeObjectURL">;
}): Pictures {
  const { read, urls } = context;
  /** In the order they were last let go of. */
  const held = new Map<BlobId, Held>();

  const of = (blobId: BlobId): Held => {
    const known = held.get(blobId);
    if (known !== undefined) return known;
    const made: Held = { store: createStore<Picture>(() => ({ state: "loading" })), holders: 0 };
    held.set(blobId, made);
    return made;
  };

  const load = async (blobId: BlobId, picture: Held, reading: AbortController) => {
    picture.reading = reading;
    try {
      const content = await read(blobId, reading.signal);
      if (reading.signal.aborted) return;
      const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      const url = urls.createObjectURL(new Blob([bytes], { type: imageType(bytes) }));
      picture.store.setState({ state: "ready", url }, true);
    } catch (error) {
      if (!reading.signal.aborted) picture.store.setState({ state: "failed", failure: readFailure(error) }, true);
    }
  };

  const drop = (blobId: BlobId, picture: Held) => {
    picture.reading?.abort();
    const now = picture.store.getState();
    if (now.state === "ready") urls.revokeObjectURL(now.url);
    held.delete(blobId);
  };

  return {
    store: (blobId) => of(blobId).store,
    hold(blobId) {
      const picture = of(blobId);
      picture.holders += 1;
      // What failed is tried again when it comes into view again.
      if (picture.holders === 1 && picture.store.getState().state !== "ready") {
        picture.store.setState({ state: "loading" }, true);
        void load(blobId, picture, new AbortController());
      }
      let letGo = false;
      return () => {
        if (letGo) return;
        letGo = true;
        picture.holders -= 1;
        if (picture.holders > 0) return;
        if (picture.store.getState().state !== "ready") return drop(blobId, picture);
        held.delete(blobId);
        held.set(blobId, picture);
        const idle = [...held].filter(([, { holders }]) => holders === 0);
        for (const [id, other] of idle.slice(0, Math.max(0, idle.length - KEPT))) drop(id, other);
      };
    },
  };
}
