import { RECORDING_LIMIT } from "@flightdeck/contract";
import { MicOff } from "lucide-react";
import { useRef, useState } from "react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { LevelMeter } from "./LevelMeter.tsx";
import type { Dictation } from "./store.ts";
import { spokenLength } from "./words.ts";

const box = "mb-2 rounded-3 border border-line-strong bg-raised";
/** So long without a sound, and the microphone is worth a look. */
const QUIET_MS = 3000;

/** What is being dictated: how long, how loud, whether it is on disk; and how to end it. */
export function VoiceBar({ dictation, goes }: { readonly dictation: Dictation; readonly goes?: string }) {
  const { voice } = useApp();
  switch (dictation.state) {
    case "idle":
      return null;
    case "starting":
      return (
        <section aria-label="Dictation" className={`${box} flex h-[42px] items-center gap-2.5 pr-2 pl-3`}>
          <span className="flex-1 text-small text-text-2">Waiting for the microphone</span>
          <Button size="small" hint="Esc" onClick={voice.cancel}>
            Cancel
          </Button>
        </section>
      );
    case "recording":
      return <Recording dictation={dictation} goes={goes} />;
    case "saving":
      return (
        <section aria-label="Dictation" className={`${box} px-3 py-2`}>
          {dictation.failure === undefined ? (
            <span className="text-small text-text-2">Bringing the recording to the disk</span>
          ) : (
            <FailureNote failure={dictation.failure}>
              <Button size="small" onClick={voice.save}>
                Try again
              </Button>
              <Button size="small" variant="danger" onClick={voice.dismiss}>
                Give the recording up
              </Button>
            </FailureNote>
          )}
        </section>
      );
    case "full":
      return (
        <section aria-label="Dictation" className={`${box} flex flex-wrap items-center gap-2 px-3 py-2`}>
          <span className="min-w-0 flex-1 text-small text-pretty text-text-2">
            The recording ended: it reached {RECORDING_LIMIT / 1e6} MB, the most that one holds. All until then is kept.
          </span>
          <Button size="small" onClick={() => voice.start(dictation.draftKey)}>
            Go on in another
          </Button>
          <Button size="small" variant="plain" onClick={voice.dismiss}>
            Dismiss
          </Button>
        </section>
      );
    case "failed":
      return (
        <section aria-label="Dictation" className={`${box} px-3 py-2`}>
          <FailureNote failure={dictation.failure}>
            <Button size="small" onClick={() => voice.start(dictation.draftKey)}>
              Try again
            </Button>
            <Button size="small" variant="plain" onClick={voice.dismiss}>
              Dismiss
            </Button>
          </FailureNote>
        </section>
      );
  }
}

function Recording({
  dictation,
  goes,
}: {
  readonly dictation: Extract<Dictation, { state: "recording" }>;
  readonly goes: string | undefined;
}) {
  const { voice } = useApp();
  const { microphone, startedAt, kept } = dictation;
  const time = useRef<HTMLSpanElement>(null);
  const [quiet, setQuiet] = useState(false);
  const onStep = () => {
    const spoken = Date.now() - startedAt;
    if (time.current !== null) time.current.textContent = spokenLength(spoken);
    setQuiet(spoken > QUIET_MS && !microphone.heard());
  };
  return (
    <section aria-label="Dictation" className={`${box} @container`}>
      <div className="flex h-[42px] items-center gap-2.5 pr-2 pl-3">
        <i aria-hidden className="size-2 shrink-0 rounded-full bg-red-fill" />
        <span ref={time} role="timer" aria-label="Elapsed" className="font-medium tabular-nums">
          0:00
        </span>
        <span className="text-micro whitespace-nowrap text-text-3">{kept.onDisk ? "on disk" : "not on disk yet"}</span>
        <LevelMeter level={microphone.level} onStep={onStep} />
        {goes !== undefined && <span className="text-micro whitespace-nowrap text-accent">{goes}</span>}
        <Button size="small" hint="Esc" onClick={voice.cancel}>
          Cancel
        </Button>
        <Button size="small" variant="primary" hint="↵" onClick={voice.finish}>
          Done
        </Button>
      </div>
      {quiet && (
        <p className="flex items-center gap-1.5 border-t border-line px-3 py-1.5 text-small text-text-2">
          <Icon of={MicOff} size={14} />
          No sound comes from the microphone
        </p>
      )}
      {kept.failure !== undefined && (
        <FailureNote failure={kept.failure} className="border-t border-line px-3 py-1.5" />
      )}
    </section>
  );
}
