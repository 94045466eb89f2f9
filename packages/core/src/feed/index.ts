export { changesBelow } from "./changesBelow.ts";
export { Feed, type FeedOptions } from "./feed.ts";
