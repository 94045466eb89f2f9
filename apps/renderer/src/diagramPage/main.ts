// The diagrams' page. It runs in a sandboxed frame with an origin of its own: whatever a diagram's source makes the
// library do happens here, and only a picture leaves.
import mermaid from "mermaid";
import type { DiagramAnswer, DiagramColours, Drawing, DrawRequest } from "./messages.ts";

/** A picture larger than this is not handed over. */
const LARGEST = 1_500_000;
const FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";

function settle({ dark, ...colours }: DiagramColours): void {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    // Words as SVG text: HTML inside of a picture is neither safe nor drawn everywhere.
    htmlLabels: false,
    flowchart: { htmlLabels: false, useMaxWidth: false },
    class: { htmlLabels: false, useMaxWidth: false },
    suppressErrorRendering: true,
    maxTextSize: 20_000,
    maxEdges: 400,
    fontFamily: FONT,
    // What a source may not change for itself.
    secure: [
      "secure",
      "securityLevel",
      "startOnLoad",
      "maxTextSize",
      "maxEdges",
      "suppressErrorRendering",
      "htmlLabels",
      "fontFamily",
      "altFontFamily",
      "themeCSS",
      "dompurifyConfig",
    ],
    theme: "base",
    // Words stand on the ground, not on the line; nothing that does not float has a shadow.
    themeCSS: `* { filter: none !important } .node rect, rect.actor { rx: 5px } .edgeLabel rect, .edgeLabel .background { opacity: 1 !important; fill: ${colours.ground} !important }`,
    themeVariables: {
      darkMode: dark,
      fontFamily: FONT,
      fontSize: "13px",
      background: colours.ground,
      mainBkg: colours.raised,
      primaryColor: colours.raised,
      primaryTextColor: colours.text,
      primaryBorderColor: colours.edge,
      secondaryColor: colours.soft,
      secondaryTextColor: colours.text,
      secondaryBorderColor: colours.edge,
      tertiaryColor: colours.ground,
      tertiaryTextColor: colours.text,
      tertiaryBorderColor: colours.line,
      lineColor: colours.quiet,
      textColor: colours.text,
      nodeBorder: colours.edge,
      clusterBkg: colours.ground,
      clusterBorder: colours.line,
      edgeLabelBackground: colours.ground,
      titleColor: colours.text,
      actorBkg: colours.raised,
      actorBorder: colours.edge,
      actorTextColor: colours.text,
      signalColor: colours.quiet,
      signalTextColor: colours.text,
      labelBoxBkgColor: colours.soft,
      labelBoxBorderColor: colours.edge,
      labelTextColor: colours.text,
      loopTextColor: colours.text,
      activationBkgColor: colours.soft,
      activationBorderColor: colours.edge,
      noteBkgColor: colours.noteGround,
      noteBorderColor: colours.noteLine,
      noteTextColor: colours.text,
      pie1: colours.accent,
    },
  });
}

async function draw(request: DrawRequest): Promise<Drawing> {
  settle(request.colours);
  const { svg } = await mermaid.render(`diagram-${request.id}`, request.source);
  // Read as HTML, as the library means it, and written as XML: a picture is read by stricter rules.
  const element = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
  if (element === null) throw new Error("nothing was drawn");
  for (const foreign of element.querySelectorAll("script, iframe, object, embed, image, foreignObject"))
    foreign.remove();
  const { width, height } = sizeOf(element);
  element.setAttribute("width", String(width));
  element.setAttribute("height", String(height));
  element.style.removeProperty("max-width");
  const text = new XMLSerializer().serializeToString(element);
  if (text.length > LARGEST) throw new Error("the picture would be too large");
  return { svg: text, width, height };
}

function sizeOf(element: SVGSVGElement): { readonly width: number; readonly height: number } {
  const [, , width = 0, height = 0] = (element.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
  const bounded = (size: number): number => Math.min(20_000, Math.max(16, Math.ceil(size) || 300));
  return { width: bounded(width), height: bounded(height) };
}

const answer = (message: DiagramAnswer): void => window.parent.postMessage(message, "*");

/** One after the other: the library keeps its configuration for all. */
let last: Promise<void> = Promise.resolve();

window.addEventListener("message", (event: MessageEvent<DrawRequest>) => {
  if (event.source !== window.parent || event.data.type !== "draw") return;
  const request = event.data;
  last = last.then(async () => {
    try {
      answer({ type: "drawn", id: request.id, drawing: await draw(request) });
    } catch (error) {
      answer({ type: "failed", id: request.id, reason: error instanceof Error ? error.message : String(error) });
    } finally {
      document.body.replaceChildren();
    }
  });
});
answer({ type: "ready" });
