import type { LucideIcon } from "lucide-react";
import type { CursorPlace, MessageEditor } from "../editor.ts";

/** Something that may be meant by what is typed. */
export interface Suggestion {
  readonly key: string;
  /** Heading under which it stands; those of one heading follow each other. */
  readonly group?: string;
  readonly icon?: LucideIcon;
  /** What is put into the message, or what is done. */
  readonly label: string;
  readonly mono?: boolean;
  readonly detail?: string;
  /** The detail is a path: what is cut of it is its front. */
  readonly cutFront?: boolean;
  readonly note?: string;
  /** `typed` characters before the cursor, the sign that leads them included, make place for it. */
  readonly choose: (editor: MessageEditor, typed: number) => void;
}

/** Where suggestions come from: a sign, what is typed behind it, and what that may mean. */
export interface SuggestionSource {
  /** The name of its list. */
  readonly name: string;
  /** What is typed of a name at the cursor, without the sign; undefined where no name is begun. */
  readonly typed: (place: CursorPlace) => string | undefined;
  /** Tells what may be meant, as often as it learns more, until the signal. */
  readonly find: (typed: string, show: (found: readonly Suggestion[]) => void, signal: AbortSignal) => void;
  /** Another value: what it finds may be different now. */
  readonly version?: unknown;
}
