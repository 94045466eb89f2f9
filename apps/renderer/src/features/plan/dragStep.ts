/** The rows of the steps, in their order. */
type Rows = () => readonly HTMLElement[];

/**
 * Drags a step by its grip: a line shows where it would go, Escape or a lost pointer leaves it where it is. Answers the
 * place it is dropped at.
 */
export function dragStep(
  press: PointerEvent,
  grip: HTMLElement,
  { rows, from, onDrop }: { readonly rows: Rows; readonly from: number; readonly onDrop: (to: number) => void },
): void {
  if (press.button !== 0) return;
  const over = new AbortController();
  const { signal } = over;
  let to = from;
  const show = () => {
    for (const [index, row] of rows().entries()) {
      row.toggleAttribute("data-dragged", index === from);
      if (to === from || index !== to) delete row.dataset.drop;
      else row.dataset.drop = to < from ? "before" : "after";
    }
  };
  const end = (drop: boolean) => {
    over.abort();
    const target = to;
    to = from;
    for (const row of rows()) {
      delete row.dataset.drop;
      delete row.dataset.dragged;
    }
    if (drop && target !== from) onDrop(target);
  };
  grip.setPointerCapture(press.pointerId);
  grip.addEventListener(
    "pointermove",
    ({ clientY }) => {
      const boxes = rows().map((row) => row.getBoundingClientRect());
      const above = boxes.filter((box, index) => index !== from && clientY > box.top + box.height / 2).length;
      to = above;
      show();
    },
    { signal },
  );
  grip.addEventListener("pointerup", () => end(true), { signal });
  grip.addEventListener("lostpointercapture", () => end(false), { signal });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      end(false);
    },
    { signal, capture: true },
  );
}
