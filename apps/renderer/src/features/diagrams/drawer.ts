import { diagramPage } from "@flightdeck/contract";
import type { DiagramAnswer, DiagramColours, Drawing, DrawRequest } from "../../diagramPage/messages.ts";

/** A diagram that takes longer is given up, and with it the frame that draws it. */
const PATIENCE = 10_000;
/** Without anything to draw the frame and what it holds go after this time. */
const IDLE = 60_000;
/** Pictures that are kept, by their characters. */
const KEPT = 4_000_000;
/** A longer source is shown, and not drawn. */
const LONGEST = 20_000;

export type Drawn =
  | { readonly state: "drawn"; readonly drawing: Drawing }
  | { readonly state: "failed"; readonly reason: string };

/** Draws diagrams in a frame that is shut off from the page; what comes back is a picture and nothing else. */
export interface Diagrams {
  /** The picture, if it was drawn before. */
  readonly kept: (source: string, colours: DiagramColours) => Drawn | undefined;
  /** Must not throw. */
  readonly draw: (source: string, colours: DiagramColours) => Promise<Drawn>;
}

interface Job {
  readonly request: Omit<DrawRequest, "type">;
  readonly done: (drawn: Drawn) => void;
}

export function createDiagrams(window: Window, signal: AbortSignal): Diagrams {
  const kept = new Map<string, Drawn>();
  const waiting: Job[] = [];
  let frame: HTMLIFrameElement | undefined;
  let ready = false;
  let current: Job | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let count = 0;

  const close = () => {
    clearTimeout(timer);
    frame?.remove();
    frame = undefined;
    ready = false;
  };
  const open = () => {
    const made = window.document.createElement("iframe");
    made.setAttribute("sandbox", "allow-scripts");
    made.setAttribute("aria-hidden", "true");
    made.tabIndex = -1;
    made.title = "Diagrams";
    // It has to have a size: the library measures its words. Nobody sees it.
    made.style.cssText =
      "position:fixed;left:-3000px;top:0;width:1200px;height:800px;border:0;visibility:hidden;pointer-events:none";
    made.src = new URL(`./${diagramPage}`, window.location.href).href;
    window.document.body.append(made);
    frame = made;
  };

  const finish = (drawn: Drawn) => {
    clearTimeout(timer);
    const job = current;
    current = undefined;
    job?.done(drawn);
    next();
  };
  const next = () => {
    if (current !== undefined) return;
    const job = waiting.shift();
    if (job === undefined) {
      timer = setTimeout(close, IDLE);
      return;
    }
    current = job;
    clearTimeout(timer);
    timer = setTimeout(() => {
      close();
      finish({ state: "failed", reason: "It took too long to draw." });
    }, PATIENCE);
    if (frame === undefined) open();
    else if (ready) ask(job);
  };
  const ask = ({ request }: Job) => {
    const message: DrawRequest = { type: "draw", ...request };
    // The frame's origin is none, so there is none to name.
    frame?.contentWindow?.postMessage(message, "*");
  };

  const onMessage = (event: MessageEvent<unknown>) => {
    if (frame === undefined || event.source !== frame.contentWindow) return;
    const answer = readAnswer(event.data);
    if (answer === undefined) return;
    if (answer.type === "ready") {
      if (ready) return;
      ready = true;
      if (current !== undefined) ask(current);
    } else if (answer.id === current?.request.id) {
      finish(
        answer.type === "drawn"
          ? { state: "drawn", drawing: answer.drawing }
          : { state: "failed", reason: answer.reason },
      );
    }
  };
  window.addEventListener("message", onMessage, { signal });
  signal.addEventListener("abort", close);

  const keyOf = (source: string, { dark }: DiagramColours): string => `${dark ? "dark" : "light"}\n${source}`;
  const keep = (key: string, drawn: Drawn) => {
    kept.set(key, drawn);
    let size = 0;
    // The newest first: what goes beyond the room is the oldest.
    for (const [old, { state, ...rest }] of [...kept].reverse()) {
      size += old.length + (state === "drawn" && "drawing" in rest ? rest.drawing.svg.length : 200);
      if (size > KEPT) kept.delete(old);
    }
  };

  return {
    kept: (source, colours) => kept.get(keyOf(source, colours)),
    draw(source, colours) {
      const key = keyOf(source, colours);
      const known = kept.get(key);
      if (known !== undefined) return Promise.resolve(known);
      if (source.length > LONGEST) return Promise.resolve({ state: "failed", reason: "It is too long to draw." });
      count += 1;
      const request = { id: count, source, colours };
      return new Promise((resolve) => {
        const done = (drawn: Drawn) => {
          keep(key, drawn);
          resolve(drawn);
        };
        waiting.push({ request, done });
        next();
      });
    },
  };
}

/** The frame is shut off because what runs there is not trusted: neither are its words. */
function readAnswer(data: unknown): DiagramAnswer | undefined {
  if (typeof data !== "object" || data === null || !("type" in data)) return undefined;
  const { type, id, reason, drawing } = data as Readonly<Record<string, unknown>>; // looked at below
  if (type === "ready") return { type };
  if (typeof id !== "number") return undefined;
  if (type === "failed") return { type, id, reason: String(reason).slice(0, 2000) };
  if (type !== "drawn" || typeof drawing !== "object" || drawing === null) return undefined;
  const { svg, width, height } = drawing as Readonly<Record<string, unknown>>;
  if (typeof svg !== "string" || typeof width !== "number" || typeof height !== "number") return undefined;
  if (!(width > 0 && width <= 20_000 && height > 0 && height <= 20_000)) return undefined;
  return { type, id, drawing: { svg, width, height } };
}
