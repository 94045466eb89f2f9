/** What the desktop shell's preload puts on the window; a browser has none of it. */
export interface Shell {
  readonly platform: string;
  /** The system's folder dialog; undefined when the person cancelled. */
  openFolder(): Promise<string | undefined>;
  /** A system notification; clicking it brings the window to the front and answers with the thread. */
  notify(notice: { readonly title: string; readonly body: string; readonly threadId?: string }): void;
  /** The number on the dock or task bar; zero takes it away. */
  setBadge(count: number): void;
  openExternal(url: string): Promise<void>;
  /** Menu commands, deep links and clicked notifications. */
  onCommand(listener: (command: ShellCommand) => void): () => void;
}

export type ShellCommand =
  | { readonly type: "newThread" }
  | { readonly type: "openFolder" }
  | { readonly type: "settings" }
  | { readonly type: "openThread"; readonly threadId: string };

declare global {
  interface Window {
    /** Every member may be missing: shells and windows are of different versions during an update. */
    readonly flightdeckShell?: Partial<Shell>;
  }
}
