import { CircleAlert, Code, Expand, Workflow } from "lucide-react";
import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useApp } from "../../app.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { Drawn } from "./drawer.ts";
import { Picture } from "./Picture.tsx";
import { useColours } from "./useColours.ts";

/**
 * A diagram's source as a picture, once all of it is there. Its place is as high from the first line on as it is in the end:
 * what stands around it never moves.
 */
export const Diagram = memo(function Diagram({
  source,
  growing,
}: {
  readonly source: string;
  readonly growing: boolean;
}) {
  const drawn = useDrawn(source, growing);
  const [asked, setAsked] = useState(false);
  const [large, setLarge] = useState(false);
  const drawing = drawn?.state === "drawn" ? drawn.drawing : undefined;
  const showsSource = asked || drawing === undefined;
  return (
    <figure role="group" aria-label="Diagram" className="overflow-hidden rounded-3 border border-line bg-sunken">
      <figcaption className="flex h-8 items-center gap-2 border-b border-line bg-raised pr-1 pl-2.5 text-small text-text-2">
        <Icon of={Workflow} size={14} />
        <span className="min-w-0 flex-1 truncate">{drawing !== undefined || growing ? "Diagram" : words(drawn)}</span>
        {drawing !== undefined && (
          <>
            <IconButton
              label="Source of the diagram"
              icon={Code}
              size="small"
              pressed={asked}
              onClick={() => setAsked(!asked)}
            />
            <IconButton label="Large picture" icon={Expand} size="small" onClick={() => setLarge(true)} />
          </>
        )}
        {!growing && <CopyButton text={source} label="Copy the source" />}
      </figcaption>
      <div className="relative h-80">
        {showsSource ? (
          <Source text={source} reason={drawn?.state === "failed" ? drawn.reason : undefined} growing={growing} />
        ) : (
          <Picture drawing={drawing} className="h-full" />
        )}
      </div>
      {large && drawing !== undefined && (
        <Dialog open label="Diagram" onClose={() => setLarge(false)} className="top-[4vh]! max-h-[92vh]! bg-sunken!">
          <Picture drawing={drawing} className="h-[90vh] w-[min(1600px,94vw)]" />
        </Dialog>
      )}
    </figure>
  );
});

const words = (drawn: Drawn | undefined): string =>
  drawn?.state === "failed" ? "Diagram that cannot be drawn" : "Diagram";

function useDrawn(source: string, growing: boolean): Drawn | undefined {
  const { diagrams } = useApp();
  const colours = useColours();
  const [held, setHeld] = useState<{ readonly source: string; readonly dark: boolean; readonly drawn: Drawn }>();
  const known = growing ? undefined : diagrams.kept(source, colours);
  useEffect(() => {
    if (growing || known !== undefined) return;
    let wanted = true;
    void diagrams.draw(source, colours).then((drawn) => {
      if (wanted) setHeld({ source, dark: colours.dark, drawn });
    });
    return () => {
      wanted = false;
    };
  }, [diagrams, source, colours, growing, known]);
  if (known !== undefined) return known;
  // While the other theme's is drawn, this one's stays.
  return held?.source === source && !growing ? held.drawn : undefined;
}

function Source({
  text,
  reason,
  growing,
}: {
  readonly text: string;
  readonly reason: string | undefined;
  readonly growing: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (growing && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [growing, text]);
  return (
    <div
      ref={box}
      tabIndex={0}
      role="group"
      aria-label="Source of the diagram"
      className="absolute inset-0 overflow-auto"
    >
      {reason !== undefined && (
        <p className="flex items-start gap-2 border-b border-line px-3 py-2 text-small text-text-2">
          <Icon of={CircleAlert} size={14} className="mt-[3px] text-red" />
          <span className="min-w-0 break-words whitespace-pre-wrap">{reason}</span>
        </p>
      )}
      <pre className="px-3 py-2 leading-(--lead-code) whitespace-pre">{text}</pre>
    </div>
  );
}
