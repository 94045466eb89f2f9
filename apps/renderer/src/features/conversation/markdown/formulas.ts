import type katex from "katex";
import { createStore, type StoreApi } from "zustand/vanilla";

type Katex = typeof katex;

/** A formula as nodes to be put into the page, or why it cannot be read. */
export type Typeset = { readonly node: Node } | { readonly reason: string };

/** Whether the library that sets formulas is there. It is awaited from the first formula on. */
export type Setting = "awaited" | "ready" | "missing";

/** Sets formulas. The library comes with the first one that is shown. */
export interface Formulas extends Pick<StoreApi<Setting>, "getState" | "subscribe"> {
  /** Starts to load the library; the store says when it is there. */
  readonly load: () => void;
  /** Only once the library is there. */
  readonly typeset: (tex: string, display: boolean) => Typeset;
}

/** Formulas that are kept, to be there at once when they scroll back into view. */
const KEPT = 300;

export function createFormulas(document: Document, read: () => Promise<Katex> = readKatex): Formulas {
  const setting = createStore<Setting>(() => "awaited");
  const kept = new Map<string, Typeset>();
  let library: Katex | undefined;
  let loading: Promise<void> | undefined;

  const make = (tex: string, display: boolean): Typeset => {
    const box = document.createElement("span");
    try {
      // It builds nodes, no HTML; what it does not trust (links, classes, pictures) it shows as text.
      library?.render(tex, box, {
        displayMode: display,
        trust: false,
        strict: "ignore",
        throwOnError: true,
        maxExpand: 200,
        maxSize: 20,
      });
      return { node: box };
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  };

  return {
    getState: setting.getState,
    subscribe: setting.subscribe,
    load() {
      loading ??= read().then(
        (loaded) => {
          library = loaded;
          setting.setState("ready", true);
        },
        () => {
          loading = undefined; // formulas stay as they are written; the next one tries again
          setting.setState("missing", true);
        },
      );
    },
    typeset(tex, display) {
      const key = `${display ? "|" : ""}${tex}`;
      const known = kept.get(key) ?? make(tex, display);
      kept.delete(key);
      kept.set(key, known);
      const oldest = kept.keys().next().value;
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
      return "node" in known ? { node: known.node.cloneNode(true) } : known;
    },
  };
}

async function readKatex(): Promise<Katex> {
  const [{ default: library }] = await Promise.all([import("katex"), import("katex/dist/katex.min.css")]);
  // With their letters there from the first, formulas do not change their width later on.
  const faces = ["KaTeX_Main", "KaTeX_Math", "KaTeX_Size1", "KaTeX_Size2", "KaTeX_AMS"];
  await Promise.allSettled(
    faces.map((face) => document.fonts.load(`${face === "KaTeX_Math" ? "italic " : ""}16px ${face}`)),
  );
  return library;
}
