import type { Recording } from "@flightdeck/contract";
import { Mic, Pause, Play, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useApp } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { clock } from "../../ui/time.ts";
import { useFailed } from "../../ui/useFailed.ts";
import { usePlayback } from "./usePlayback.ts";
import { remedyOf, spokenLength, standing } from "./words.ts";

/** A recording that is not done with: where it stands, and all that can be done with it. */
export function RecordingRow({
  recording,
  onInsert,
  children,
}: {
  readonly recording: Recording;
  /** Puts its text into the message. */
  readonly onInsert?: (text: string) => void;
  readonly children?: ReactNode;
}) {
  const { voice } = useApp();
  const [asking, setAsking] = useState(false);
  const failed = useFailed();
  const { playing, toggle } = usePlayback(recording);
  const { id, status, startedAt, milliseconds } = recording;
  const length = spokenLength(milliseconds);
  const remedy = remedyOf(recording);
  const detail = status.state === "kept" ? status.failure?.detail : undefined;
  return (
    <li
      aria-label={`Recording of ${length}`}
      data-state={status.state}
      className="flex min-h-8 items-center gap-2 border-line py-1 pr-1.5 pl-3 text-small text-text-2 not-first:border-t"
    >
      <Icon of={Mic} size={14} />
      <span className="text-text-1 tabular-nums">{length}</span>
      <span className="text-micro text-text-3 tabular-nums">{clock(startedAt)}</span>
      <span className="min-w-0 flex-1">
        <span className="line-clamp-2">{standing(recording)}</span>
        {remedy !== undefined && <span className="block text-micro text-text-3">{remedy}</span>}
        {detail !== undefined && (
          <span className="block truncate text-micro text-text-3" title={detail}>
            {detail}
          </span>
        )}
        {children}
      </span>
      {status.state === "transcribing" && (
        <IconButton
          label="Stop transcribing"
          icon={X}
          size="small"
          onClick={() => void voice.interrupt(id).catch(failed)}
        />
      )}
      {status.state === "kept" && (
        <Button size="small" onClick={() => void voice.transcribe(id).catch(failed)}>
          {status.failure === undefined ? "Transcribe" : "Try again"}
        </Button>
      )}
      {status.state === "transcribed" && onInsert !== undefined && (
        <Button size="small" onClick={() => onInsert(status.text)}>
          Insert
        </Button>
      )}
      {status.state !== "recording" && status.state !== "transcribing" && (
        <>
          <IconButton label={playing ? "Pause" : "Play"} icon={playing ? Pause : Play} size="small" onClick={toggle} />
          <Button size="small" variant="plain" onClick={() => setAsking(true)}>
            Delete
          </Button>
        </>
      )}
      <Confirm
        open={asking}
        title={`Delete the recording of ${length}?`}
        action="Delete"
        danger
        onConfirm={() => {
          setAsking(false);
          void voice.remove(id).catch(failed);
        }}
        onClose={() => setAsking(false)}
      >
        What was said in it is gone then.
      </Confirm>
    </li>
  );
}
