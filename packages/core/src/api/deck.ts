import type { Core } from "../core.ts";
import { type Api, orNever } from "./implement.ts";

export const deckApi = (os: Api, { digests }: Core) => ({
  watch: os.deck.watch.handler(({ signal }) => digests.watch(orNever(signal))),
});
