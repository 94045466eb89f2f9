import type { ActionIcon, ThreadId } from "@flightdeck/contract";
import { Bug, Database, FlaskConical, Hammer, ListChecks, type LucideIcon, Play, Rocket, Server } from "lucide-react";
import type { App } from "../../app.tsx";
import { openTerminal } from "../terminal/index.ts";

const icons: Readonly<Record<ActionIcon, LucideIcon>> = {
  play: Play,
  test: FlaskConical,
  build: Hammer,
  check: ListChecks,
  server: Server,
  database: Database,
  bug: Bug,
  deploy: Rocket,
};

export const iconOf = (icon: ActionIcon | undefined): LucideIcon => icons[icon ?? "play"];

/** Runs an action in a terminal of the thread, and shows it. */
export async function runAction(app: App, threadId: ThreadId, id: string): Promise<void> {
  const { terminalId } = await app.client.actions.run({ threadId, id });
  openTerminal(app, threadId, terminalId);
}
