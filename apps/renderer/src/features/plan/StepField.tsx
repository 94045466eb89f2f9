import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { IconButton } from "../../ui/Button.tsx";

/** One step of a plan that is changed: its words wrap, Enter begins the next one, Alt with an arrow moves it. */
export function StepField({
  place,
  of,
  value,
  autoFocus,
  onChange,
  onMove,
  onNext,
  onRemove,
}: {
  readonly place: number;
  readonly of: number;
  readonly value: string;
  readonly autoFocus: boolean;
  readonly onChange: (value: string) => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onNext: () => void;
  readonly onRemove: () => void;
}) {
  const words = useRef<HTMLTextAreaElement>(null);
  /** What had the focus when the step moved: the browser takes it from what moves. */
  const held = useRef<Element>(null);
  const move = (by: 1 | -1) => {
    held.current = document.activeElement;
    onMove(by);
  };
  useLayoutEffect(() => {
    const { current: element } = held;
    held.current = null;
    if (element instanceof HTMLButtonElement && element.disabled) words.current?.focus();
    else if (element instanceof HTMLElement) element.focus();
  }, [place]);
  return (
    <li className="grid grid-cols-[18px_minmax(0,1fr)_auto] items-start gap-x-1.5">
      <span className="pt-1.5 text-right text-micro text-text-3 tabular-nums">{place}</span>
      <textarea
        ref={words}
        aria-label={`Step ${place}`}
        autoFocus={autoFocus}
        rows={1}
        maxLength={1000}
        value={value}
        // A step is one paragraph.
        onChange={(event) => onChange(event.target.value.replaceAll(/\s*\n\s*/g, " "))}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
            event.preventDefault();
            move(event.key === "ArrowUp" ? -1 : 1);
          }
          if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          onNext();
        }}
        className="field-sizing-content min-h-7 resize-none rounded-2 bg-raised px-2 py-1 text-text-1 inset-ring inset-ring-line-strong outline-none focus:inset-ring-accent focus:outline focus:outline-accent"
      />
      <span className="flex pt-0.5">
        <IconButton
          label={`Move step ${place} up`}
          hint="Alt ↑"
          icon={ArrowUp}
          size="small"
          disabled={place === 1}
          onClick={() => move(-1)}
        />
        <IconButton
          label={`Move step ${place} down`}
          hint="Alt ↓"
          icon={ArrowDown}
          size="small"
          disabled={place === of}
          onClick={() => move(1)}
        />
        <IconButton label={`Remove step ${place}`} icon={X} size="small" onClick={onRemove} />
      </span>
    </li>
  );
}
