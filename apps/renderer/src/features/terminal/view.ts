import "@xterm/xterm/css/xterm.css";
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { WebglAddon } from "@xterm/addon-webgl";
import { Terminal } from "@xterm/xterm";
import type { TerminalEvent } from "@flightdeck/contract";
import type { FileName } from "../conversation/markdown/fileLinks.ts";
import { fileLinks } from "./fileLinks.ts";
import { hush } from "./hush.ts";
import { terminalKey } from "./keys.ts";
import { pasteable } from "./pasteable.ts";
import { onThemeTurned, terminalColours } from "./theme.ts";

export interface Looks {
  readonly fontSize: number;
  readonly screenReader: boolean;
}

export interface ViewOptions {
  readonly looks: Looks;
  readonly onInput: (text: string) => void;
  /** The size that fits the place is another one than the terminal has. */
  readonly onFit: (columns: number, rows: number) => void;
  readonly onSelection: (selected: boolean) => void;
  readonly onFind: () => void;
  readonly onSend: () => void;
  readonly onFound: (found: { readonly at: number; readonly of: number }) => void;
  /** A link was pointed at: what it leads to. */
  readonly onHover: (words: string | undefined) => void;
  readonly openLink: (address: string) => void;
  readonly openFile: (file: FileName) => void;
}

/** A terminal as this window draws it. */
export interface View {
  /** Draws what the host says; `drawn` is called with the characters that are on the screen. */
  readonly show: (event: TerminalEvent, drawn: (characters: number) => void) => void;
  readonly focus: () => void;
  readonly selection: () => string;
  readonly find: (text: string, way: "next" | "previous" | "typing") => void;
  readonly endFind: () => void;
  readonly setLooks: (looks: Looks) => void;
  readonly destroy: () => void;
}

const family = '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, Menlo, Consolas, monospace';

/** A link is followed with Ctrl (Cmd on a Mac) held: a plain click is for selecting. */
const isFollowed = (event: MouseEvent): boolean => event.ctrlKey || event.metaKey;

export function createView(mount: HTMLElement, options: ViewOptions): View {
  let colours = terminalColours();
  const terminal = new Terminal({
    allowProposedApi: true, // what a search found is marked by it
    fontFamily: family,
    fontSize: options.looks.fontSize,
    fontWeight: 420,
    fontWeightBold: 620,
    lineHeight: 1.12,
    cursorBlink: false,
    scrollback: 3_000,
    // Whatever a program chooses can be read.
    minimumContrastRatio: 4.5,
    screenReaderMode: options.looks.screenReader,
    macOptionIsMeta: true,
    theme: colours.theme,
    linkHandler: {
      activate: (event, address) => isFollowed(event) && options.openLink(address),
      hover: (_event, address) => options.onHover(address),
      leave: () => options.onHover(undefined),
    },
  });
  const fit = new FitAddon();
  const search = new SearchAddon({ highlightLimit: 500 });
  hush(terminal);
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(
    new WebLinksAddon((event, address) => isFollowed(event) && options.openLink(address), {
      hover: (_event, address) => options.onHover(address),
      leave: () => options.onHover(undefined),
    }),
  );
  terminal.registerLinkProvider(
    fileLinks(terminal, (event, file) => isFollowed(event) && options.openFile(file), options.onHover),
  );
  terminal.open(mount);
  drawWithWebgl(terminal);

  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const plain = pasteable(text);
    if (plain === text) return; // the emulator's own way
    event.preventDefault();
    event.stopPropagation();
    terminal.paste(plain);
  };
  mount.addEventListener("paste", paste, { capture: true });
  terminal.onData(options.onInput);
  terminal.onSelectionChange(() => options.onSelection(terminal.hasSelection()));
  search.onDidChangeResults(({ resultIndex, resultCount }) =>
    options.onFound({ at: resultIndex + 1, of: resultCount }),
  );
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== "keydown") return true;
    const key = terminalKey(event, { platform: navigator.platform, selected: terminal.hasSelection() });
    switch (key) {
      case undefined:
        return true;
      case "window":
      case "paste": // the browser's own paste follows
        return false;
      case "copy":
        void navigator.clipboard.writeText(terminal.getSelection());
        break;
      case "find":
        options.onFind();
        break;
      case "send":
        options.onSend();
        break;
    }
    event.preventDefault();
    event.stopPropagation();
    return false;
  });

  /** A size is asked for once the first snapshot is drawn: before it there is nothing to fit. */
  let drawnOnce = false;
  const refit = () => {
    const size = fit.proposeDimensions();
    if (!drawnOnce || size === undefined || Number.isNaN(size.cols) || mount.clientWidth === 0) return;
    const [columns, rows] = [Math.max(2, Math.min(1000, size.cols)), Math.max(1, Math.min(500, size.rows))];
    if (columns === terminal.cols && rows === terminal.rows) return;
    terminal.resize(columns, rows);
    options.onFit(columns, rows);
  };
  const room = new ResizeObserver(refit);
  room.observe(mount);
  terminal.textarea?.addEventListener("focus", refit);
  const offTheme = onThemeTurned(() => {
    colours = terminalColours();
    terminal.options.theme = colours.theme;
  });

  return {
    show(event, drawn) {
      switch (event.type) {
        case "snapshot":
          terminal.reset();
          terminal.resize(event.columns, event.rows);
          terminal.write(event.screen, () => {
            if (event.screen !== "") drawn(event.screen.length);
            drawnOnce = true;
            refit();
          });
          break;
        case "data":
          terminal.write(event.text, () => drawn(event.text.length));
          break;
        case "resized":
          // In its place among what is printed.
          terminal.write("", () => terminal.resize(event.columns, event.rows));
          break;
      }
    },
    focus: () => terminal.focus(),
    selection: () => terminal.getSelection(),
    find(text, way) {
      const { found, foundLine, current, currentLine } = colours.marks;
      const decorations = {
        matchBackground: found,
        matchBorder: foundLine,
        matchOverviewRuler: foundLine,
        activeMatchBackground: current,
        activeMatchBorder: currentLine,
        activeMatchColorOverviewRuler: currentLine,
      };
      if (way === "previous") search.findPrevious(text, { decorations });
      else search.findNext(text, { decorations, incremental: way === "typing" });
    },
    endFind: () => search.clearDecorations(),
    setLooks({ fontSize, screenReader }) {
      terminal.options.fontSize = fontSize;
      terminal.options.screenReaderMode = screenReader;
      refit();
    },
    destroy() {
      offTheme();
      room.disconnect();
      mount.removeEventListener("paste", paste, { capture: true });
      terminal.dispose();
    },
  };
}

/** Drawn by the graphics card where there is one; else, or when it is lost, by the page. */
function drawWithWebgl(terminal: Terminal): void {
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => webgl.dispose());
    terminal.loadAddon(webgl);
  } catch {
    // no WebGL here: the page draws
  }
}
