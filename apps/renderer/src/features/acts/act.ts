import type { Chord, ThreadId } from "@flightdeck/contract";
import type { LucideIcon } from "lucide-react";
import type { App } from "../../app.tsx";
import type { WindowActions } from "../layout/actions.ts";
import type { Platform } from "./chord.ts";

export const actGroups = ["Threads", "This thread", "Panes", "Automations", "Window"] as const;
export type ActGroup = (typeof actGroups)[number];

/** What an act may use of the window. */
export interface ActContext {
  readonly app: App;
  readonly actions: WindowActions;
  /** The thread in the active pane. */
  readonly front: ThreadId | undefined;
  /** Says in a corner what went wrong. */
  readonly failed: (error: unknown) => void;
}

/** Something that the window can do, wherever it is asked for: by key, in the palette, a menu or a button. */
export interface Act {
  /** As `config.toml` names it under `[keys]`. */
  readonly id: string;
  readonly title: string;
  readonly group: ActGroup;
  readonly icon: LucideIcon;
  /** Other words to find it by. */
  readonly words?: readonly string[];
  /** Its own keys; the first is the one that is shown. */
  readonly keys?: readonly Chord[];
  /** Keys where it is no Mac, whose text fields need them. */
  readonly pcKeys?: readonly Chord[];
  /** Keys in the desktop shell, before the others: those that a browser keeps for itself. */
  readonly shellKeys?: readonly Chord[];
  /** A held key does it again and again. */
  readonly repeats?: boolean;
  /** Its keys also work while a dialog is open. */
  readonly overDialogs?: boolean;
  /** It has no line of its own in the palette, where something else leads to it. */
  readonly hidden?: boolean;
  /** Whether it makes sense now; without it, always. */
  readonly when?: (context: ActContext) => boolean;
  /** For something that is on or off: which of the two it is. */
  readonly checked?: (context: ActContext) => boolean;
  /** What it does; one without is done by the part of the window that claims it while it is on screen (`useAct`). */
  readonly run?: (context: ActContext) => void;
}

/** The keys that an act has by itself. */
export const ownKeys = (act: Act, { shell, mac }: Platform): readonly Chord[] => [
  ...(shell ? (act.shellKeys ?? []) : []),
  ...(mac ? [] : (act.pcKeys ?? [])),
  ...(act.keys ?? []),
];
