import type { AutomationId } from "@flightdeck/contract";
import { type HookAnswer, type HookRequest, type HookServer, serveHooks } from "./hookServer.ts";
import type { TriggersOptions } from "./types.ts";

/** The server of webhooks: it listens while an automation that is on has one. */
export interface Webhooks {
  /** By automation the hash of its token. */
  set(hashes: ReadonlyMap<AutomationId, string>): Promise<void>;
  /** Settles when what was set is listened to, or its problem told. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function openWebhooks(options: TriggersOptions): Webhooks {
  const { automations, now, report } = options;
  let hashes: ReadonlyMap<string, string> = new Map();
  let server: HookServer | undefined;
  /** One after the other: a port is free when the server before has left it. */
  let turn: Promise<void> = Promise.resolve();

  const fire = (automationId: AutomationId, { payload, key }: HookRequest): HookAnswer => {
    const causeKey = `webhook:${key ?? options.newId("request")}`;
    const runs = automations.fire(automationId, {
      causeKey,
      cause: { kind: "webhook", ...(payload !== undefined && { payload }) },
      dueAt: now(),
    });
    if (runs.length === 0) {
      const known = automations
        .targets(automations.get(automationId))
        .flatMap((projectId) => options.runs.ofCause(automationId, projectId, causeKey)?.id ?? []);
      return known.length > 0
        ? { kind: "repeated", runIds: known }
        : { kind: "refused", runIds: [], reason: "The automation is paused" };
    }
    const runIds = runs.map(({ id }) => id);
    const begins = runs.some(({ state }) => state === "pending");
    const { reason } = runs[0] ?? {};
    return begins ? { kind: "accepted", runIds } : { kind: "refused", runIds, ...(reason !== undefined && { reason }) };
  };

  const stop = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    await ending?.close();
  };

  const follow = async (): Promise<void> => {
    const port = options.settings.current().automations.webhookPort;
    if (hashes.size === 0 || server?.port !== port) await stop();
    if (hashes.size > 0 && server === undefined) {
      const hooks = {
        hashOf: (name: string) => hashes.get(name),
        fire: (name: string, request: HookRequest) => fire(name as AutomationId, request), // one that has a hash
      };
      const problem = await serveHooks({ port, hooks, now, report }).then(
        (listening) => {
          server = listening;
          return undefined;
        },
        (error: unknown) => problemOf(error, port),
      );
      for (const automationId of hashes.keys()) automations.setProblem(automationId as AutomationId, problem); // as it was set
    }
  };

  return {
    set: (wanted) => {
      hashes = wanted;
      turn = turn.then(follow).catch((error: unknown) => report("webhooks could not be listened to", error));
      return turn;
    },
    settled: () => turn,
    close: async () => {
      hashes = new Map();
      await turn;
      await stop();
    },
  };
}

function problemOf(error: unknown, port: number): string {
  const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  return taken
    ? `Port ${port} is taken by another program, so its webhook is not reached. Choose another port in the settings.`
    : `Its webhook cannot be listened to: ${error instanceof Error ? error.message : String(error)}`;
}
