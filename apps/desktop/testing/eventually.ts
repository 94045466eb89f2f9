import { expect } from "vitest";

/** Asserts on what a window or a process comes to sooner or later, also on a busy machine. */
export const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 30_000 });
