import { clsx } from "clsx";
import { Maximize, Minus, Plus } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Drawing } from "../../diagramPage/messages.ts";
import { IconButton } from "../../ui/Button.tsx";
import { fitted, moved, type Size, type View, zoomed } from "./view.ts";

const STEP = 1.3;
const arrows: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: 40, y: 0 },
  ArrowRight: { x: -40, y: 0 },
  ArrowUp: { x: 0, y: 40 },
  ArrowDown: { x: 0, y: -40 },
};

/**
 * A drawn diagram, to be moved and made larger: by dragging, by the arrow keys, + and −, and by the wheel with Ctrl. It is a
 * picture: nothing in it can run, load or lead anywhere.
 */
export function Picture({ drawing, className }: { readonly drawing: Drawing; readonly className?: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<Size>();
  const [view, setView] = useState<View>();
  const held = useRef<{ readonly x: number; readonly y: number }>(undefined);
  const shown = view ?? (room === undefined ? undefined : fitted(drawing, room));

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  const zoom = (by: number, at?: { readonly x: number; readonly y: number }) => {
    if (room === undefined) return;
    setView((now) => zoomed(now ?? fitted(drawing, room), by, at ?? { x: room.width / 2, y: room.height / 2 }));
  };
  const move = (by: { readonly x: number; readonly y: number }) => {
    if (room !== undefined) setView((now) => moved(now ?? fitted(drawing, room), by, drawing, room));
  };
  const latest = useRef(zoom);
  useLayoutEffect(() => {
    latest.current = zoom;
  });

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    // React's own listener could not keep the page from zooming.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      latest.current(Math.exp(-event.deltaY / 300), { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== frame.current) return;
    const arrow = arrows[event.key];
    if (arrow !== undefined) move(arrow);
    else if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "0") setView(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || event.target instanceof HTMLButtonElement) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    held.current = { x: event.clientX, y: event.clientY };
  };
  const onPointerMove = (event: PointerEvent) => {
    const from = held.current;
    if (from === undefined) return;
    held.current = { x: event.clientX, y: event.clientY };
    move({ x: event.clientX - from.x, y: event.clientY - from.y });
  };
  const letGo = () => {
    held.current = undefined;
  };

  return (
    <div className={clsx("group/picture relative", className)}>
      <div
        ref={frame}
        role="group"
        aria-label="Picture of the diagram"
        aria-roledescription="picture that can be moved and enlarged"
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        className="absolute inset-0 cursor-grab touch-none overflow-hidden select-none focus-visible:-outline-offset-2 active:cursor-grabbing"
      >
        <img
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.svg)}`}
          alt="Diagram"
          draggable={false}
          className="pointer-events-none absolute top-0 left-0 max-w-none"
          style={
            shown === undefined
              ? { visibility: "hidden" }
              : {
                  width: drawing.width * shown.scale,
                  height: drawing.height * shown.scale,
                  transform: `translate(${shown.x}px, ${shown.y}px)`,
                }
          }
        />
      </div>
      <div className="absolute right-1.5 bottom-1.5 flex rounded-2 bg-overlay opacity-0 inset-ring inset-ring-line group-focus-within/picture:opacity-100 group-hover/picture:opacity-100">
        <IconButton label="Smaller" icon={Minus} size="small" onClick={() => zoom(1 / STEP)} />
        <IconButton label="Fit" icon={Maximize} size="small" onClick={() => setView(undefined)} />
        <IconButton label="Larger" icon={Plus} size="small" onClick={() => zoom(STEP)} />
      </div>
    </div>
  );
}
