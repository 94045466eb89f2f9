export { type HomeLock, type HostInfo, lockHome, runningHost } from "./homeLock.ts";
export { openStore, type Store } from "./store.ts";
