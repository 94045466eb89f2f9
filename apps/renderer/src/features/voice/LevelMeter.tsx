import { useEffect, useRef } from "react";

/** Between two bars. */
const STEP_MS = 80;
const CALM_STEP_MS = 400;
const BAR = 2;
const GAP = 2;

/** Draws how loud it is, a bar for each moment, as long as it is on screen. */
export function LevelMeter({
  level,
  onStep,
}: {
  readonly level: () => number;
  /** After each bar, for what else is shown of the moment. */
  readonly onStep: () => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const step = useRef(onStep);
  useEffect(() => {
    step.current = onStep;
  });
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const every = calm ? CALM_STEP_MS : STEP_MS;
    const levels: number[] = [];
    let loudest = 0;
    let last = performance.now();
    let frame = 0;
    const draw = (now: number) => {
      frame = requestAnimationFrame(draw);
      loudest = Math.max(loudest, level());
      if (now - last < every) return;
      last = now;
      levels.push(loudest);
      loudest = 0;
      paint(element, context, levels);
      element.setAttribute("aria-valuenow", String(Math.round((levels.at(-1) ?? 0) * 100)));
      step.current();
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [level]);
  return (
    <canvas
      ref={canvas}
      role="meter"
      aria-label="Microphone level"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className="h-5 w-full min-w-0 flex-1 text-text-2 [--later:var(--line-strong)]"
    />
  );
}

/** The newest moments that have room; where none was yet, a low line. Drops from `levels` what is out of view. */
function paint(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, levels: number[]): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const places = Math.floor((width + GAP) / (BAR + GAP));
  levels.splice(0, levels.length - places);
  for (let place = 0; place < places; place += 1) {
    const level = levels[place];
    // Loudness is heard by its ratio: the root lifts what is quiet.
    const bar = level === undefined ? BAR : Math.max(3, Math.min(height, Math.sqrt(level) * height));
    context.fillStyle = level === undefined ? style.getPropertyValue("--later") : style.color;
    context.fillRect(place * (BAR + GAP), (height - bar) / 2, BAR, bar);
  }
}
