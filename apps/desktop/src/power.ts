import { powerMonitor, powerSaveBlocker } from "electron";

/** The machine's sleep: held off while that is wanted, and heard of once it is over. */
export class Power {
  readonly #onWoke: () => void;
  #blocker: number | undefined;

  constructor(onWoke: () => void) {
    this.#onWoke = onWoke;
  }

  /** The app has to be ready. */
  listen(): void {
    powerMonitor.on("resume", this.#onWoke);
  }

  keepAwake(wanted: boolean): void {
    if (wanted === (this.#blocker !== undefined)) return;
    if (this.#blocker !== undefined) powerSaveBlocker.stop(this.#blocker);
    // The screen may turn off; the machine goes on.
    this.#blocker = wanted ? powerSaveBlocker.start("prevent-app-suspension") : undefined;
  }
}
