// Loaded before a command by --import: notes what it has loaded when its first request to a model begins.
import { subscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

const packages = new Set<string>();

registerHooks({
  load: (url, context, next) => {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
    if (name !== undefined) packages.add(name);
    return next(url, context);
  },
});

/** Written at each request; the test asks for one with a single request. */
subscribe("http.client.request.start", () => {
  // Node's own list has no types: of everything that is in the process, its parts included.
  const parts = Reflect.get(process, "moduleLoadList") as readonly string[];
  const path = process.env.TEST_LOADED;
  if (path !== undefined)
    writeFileSync(
      path,
      JSON.stringify({
        packages: [...packages].sort(),
        parts: parts.filter((part) => part.startsWith("NativeModule ")).map((part) => part.slice(13)),
      }),
    );
});
