export { Feed, type FeedOptions } from "./feed.ts";
