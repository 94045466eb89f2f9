import type { AutomationId, Trigger, TriggerPreview } from "@flightdeck/contract";
import { useEffect, useState } from "react";
import { useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { useAhead } from "./useMoment.ts";

/** Typing is over when nothing came for so long. */
const PAUSE = 180;

export interface PreviewState {
  /** What the trigger means that was asked for last; while another one is looked at it is that of before. */
  readonly preview?: TriggerPreview;
  readonly failure?: Failure;
  /** It is about what is written now. */
  readonly current: boolean;
}

/** What a trigger means in plain words, and when it is due next; asked of the host once the typing pauses. */
export function usePreview(trigger: Trigger | undefined, automationId: AutomationId | undefined): PreviewState {
  const { client } = useApp();
  const asked = trigger === undefined ? undefined : JSON.stringify(trigger);
  const [state, setState] = useState<Omit<PreviewState, "current"> & { readonly about?: string }>({});
  // Once the first of the times has come there are others.
  const isDue = useAhead(state.preview?.next[0]) === "due now";
  useEffect(() => {
    if (asked === undefined) return;
    const life = new AbortController();
    const look = () => {
      client.automations
        .preview({ trigger: JSON.parse(asked) as Trigger, automationId }, { signal: life.signal }) // as it was put
        .then(
          (preview) => setState({ preview, about: asked }),
          (error: unknown) => life.signal.aborted || setState({ failure: readFailure(error), about: asked }),
        );
    };
    const timer = setTimeout(look, PAUSE);
    return () => {
      clearTimeout(timer);
      life.abort();
    };
  }, [client, asked, automationId, isDue]);
  return { preview: state.preview, failure: state.failure, current: asked !== undefined && state.about === asked };
}
