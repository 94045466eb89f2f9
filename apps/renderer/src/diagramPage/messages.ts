/** The colours a diagram is drawn in, resolved from the theme. */
export interface DiagramColours {
  readonly dark: boolean;
  readonly ground: string;
  readonly raised: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly edge: string;
  readonly accent: string;
  readonly soft: string;
  readonly noteGround: string;
  readonly noteLine: string;
}

/** What the app asks of the diagrams' page. */
export interface DrawRequest {
  readonly type: "draw";
  readonly id: number;
  readonly source: string;
  readonly colours: DiagramColours;
}

/** A drawn diagram: an SVG picture of its own, and its size in pixels. */
export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** What the diagrams' page answers; `ready` comes once, before the first answer. */
export type DiagramAnswer =
  | { readonly type: "ready" }
  | { readonly type: "drawn"; readonly id: number; readonly drawing: Drawing }
  | { readonly type: "failed"; readonly id: number; readonly reason: string };
