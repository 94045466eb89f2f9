import { Menu, nativeImage, Tray } from "electron";
import { type TrayActions, type TrayState, trayTemplate, trayWords } from "./trayTemplate.ts";

const SIZE = 16;
const SCALE = 2;

/** The sign near the clock: how many threads wait for the person, what goes on by itself, and a menu that leads there. */
export class WaitingTray {
  readonly #actions: TrayActions;
  readonly #platform: NodeJS.Platform;
  readonly #now: () => number;
  #tray: Tray | undefined;
  #state: TrayState = { threads: [] };
  #shown = "";

  constructor(actions: TrayActions, { platform, now }: { platform: NodeJS.Platform; now: () => number }) {
    this.#actions = actions;
    this.#platform = platform;
    this.#now = now;
  }

  /** Shows what waits and what goes on; the sign appears with the first call, when there is something to say. */
  update(change: Partial<TrayState>): void {
    this.#state = { ...this.#state, ...change };
    const shown = JSON.stringify(this.#state);
    if (this.#tray !== undefined && shown === this.#shown) return; // each window tells the same
    this.#shown = shown;
    this.#tray ??= this.#create();
    const { length } = this.#state.threads;
    this.#tray.setToolTip(`Flightdeck: ${trayWords(length)}`);
    if (this.#platform === "darwin") this.#tray.setTitle(length === 0 ? "" : String(length));
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(this.#state, this.#actions, this.#now())));
  }

  #create(): Tray {
    const mac = this.#platform === "darwin";
    const pixels = SIZE * SCALE;
    const image = nativeImage.createFromBitmap(drawMark(pixels, mac), {
      width: pixels,
      height: pixels,
      scaleFactor: SCALE,
    });
    if (mac) image.setTemplateImage(true); // the system gives it its colour
    const tray = new Tray(image);
    if (!mac) tray.on("click", this.#actions.show);
    return tray;
  }
}

/** The mark as pixels: three strips and a light. One colour that is seen on light and on dark bars. */
function drawMark(pixels: number, template: boolean): Buffer {
  const [red, green, blue] = template ? [0, 0, 0] : [0x38, 0x9d, 0xbd];
  const bytes = Buffer.alloc(pixels * pixels * 4);
  const strips = [
    { y: 8.5, to: 23 },
    { y: 13, to: 16 },
    { y: 17.5, to: 10 },
  ];
  for (let row = 0; row < pixels; row += 1)
    for (let column = 0; column < pixels; column += 1) {
      const x = ((column + 0.5) * 26) / pixels; // the mark's own 26 units
      const y = ((row + 0.5) * 26) / pixels;
      const toStrip = Math.min(
        ...strips.map((strip) => Math.hypot(x - Math.min(Math.max(x, 3), strip.to), y - strip.y)),
      );
      const inside = Math.max(1.4 - toStrip, 2.5 - Math.hypot(x - 21, y - 17.5));
      const alpha = Math.round(255 * Math.min(1, Math.max(0, inside + 0.5)));
      bytes.set(
        [blue, green, red].map((part) => Math.round((part * alpha) / 255)).concat(alpha),
        (row * pixels + column) * 4,
      );
    }
  return bytes;
}
