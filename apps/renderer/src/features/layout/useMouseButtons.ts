import { useEffect } from "react";
import { useApp } from "../../app.tsx";

/** The buttons at a mouse's side: back and forward, as everywhere. The browser's own history has one page. */
export function useMouseButtons(): void {
  const { trail } = useApp();
  useEffect(() => {
    const life = new AbortController();
    const { signal } = life;
    const onMouse = (event: MouseEvent) => {
      if (event.button !== 3 && event.button !== 4) return;
      event.preventDefault();
      if (event.type === "mouseup") (event.button === 3 ? trail.back : trail.forward)();
    };
    window.addEventListener("mousedown", onMouse, { signal });
    window.addEventListener("mouseup", onMouse, { signal });
    return () => life.abort();
  }, [trail]);
}
