import type { ShellWaiting } from "@flightdeck/contract";
import { Menu, nativeImage, Tray } from "electron";
import { type TrayActions, trayTemplate, trayWords } from "./trayTemplate.ts";

const SIZE = 16;
const SCALE = 2;

/** The sign near the clock: how many threads wait for the person, and a menu that leads to them. */
export class WaitingTray {
  readonly #actions: TrayActions;
  #tray: Tray | undefined;
  #shown = "";

  constructor(actions: TrayActions) {
    this.#actions = actions;
  }

  /** Shows what waits; the sign appears with the first call, when a page has something to say. */
  update(threads: readonly ShellWaiting[], platform: NodeJS.Platform): void {
    const shown = JSON.stringify(threads);
    if (this.#tray !== undefined && shown === this.#shown) return; // each window tells the same
    this.#shown = shown;
    this.#tray ??= this.#create(platform);
    this.#tray.setToolTip(`Flightdeck: ${trayWords(threads.length)}`);
    if (platform === "darwin") this.#tray.setTitle(threads.length === 0 ? "" : String(threads.length));
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(threads, this.#actions)));
  }

  #create(platform: NodeJS.Platform): Tray {
    const pixels = SIZE * SCALE;
    const image = nativeImage.createFromBitmap(drawMark(pixels, platform === "darwin"), {
      width: pixels,
      height: pixels,
      scaleFactor: SCALE,
    });
    if (platform === "darwin") image.setTemplateImage(true); // the system gives it its colour
    const tray = new Tray(image);
    if (platform !== "darwin") tray.on("click", this.#actions.show);
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
