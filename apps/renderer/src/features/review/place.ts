import { createStore, type StoreApi } from "zustand/vanilla";
import type { Place } from "./parts.ts";

export type PlaceStore = StoreApi<Place>;

/** Where the person is in one review: the file in front, the hunk that keys act on, the lines chosen. */
export const createPlace = (): PlaceStore => createStore<Place>(() => ({}));
