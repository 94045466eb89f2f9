import type { ShellNotification, ThreadId } from "@flightdeck/contract";
import { Notification } from "electron";

/** The notifications on the screen: one per thread, a newer one takes the place of the older. */
export class Notifications {
  readonly #shown = new Map<ThreadId, Notification>();
  #said: Notification | undefined;

  show({ threadId, title, body }: ShellNotification, onClick: () => void): void {
    if (!Notification.isSupported()) return;
    this.#shown.get(threadId)?.close();
    const notification = new Notification({ title, body, silent: true });
    // The window plays the sound of its kind, where one is wanted. Kept until it is gone: one that is collected no longer hears its click.
    this.#shown.set(threadId, notification);
    notification.on("click", onClick);
    notification.on("close", () => {
      if (this.#shown.get(threadId) === notification) this.#shown.delete(threadId);
    });
    notification.show();
  }

  /** Says something that is about no thread; a newer one takes its place. */
  say(words: { readonly title: string; readonly body: string }, onClick: () => void): void {
    if (!Notification.isSupported()) return;
    this.#said?.close();
    const notification = new Notification({ ...words, silent: true });
    this.#said = notification;
    notification.on("click", onClick);
    notification.show();
  }
}
