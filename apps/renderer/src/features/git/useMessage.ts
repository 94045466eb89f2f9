import type { CommitWhat, MessageProposal, ThreadId } from "@flightdeck/contract";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { useKept } from "../drafts/index.ts";

/** The message of a commit that is being written, and the model's proposal for it. */
export interface Message {
  readonly text: string;
  readonly type: (text: string) => void;
  /** It has served its purpose. */
  readonly forget: () => void;
  readonly asking: boolean;
  readonly ask: () => void;
  readonly stop: () => void;
  /** What the model wrote while the person wrote something else. */
  readonly offered?: string;
  readonly take: () => void;
  readonly cost?: number;
  readonly failure?: Pick<Failure, "message" | "detail">;
}

/** A plain message is there first; the model's takes its place as long as nobody has typed. */
export function useMessage(
  threadId: ThreadId,
  { what, amend }: { readonly what: CommitWhat; readonly amend: boolean },
): Message {
  const { client, settings } = useApp();
  const atOnce = useSelect(settings, (state) => state.settings?.git.proposeMessages === "at_once");
  const [text, setText] = useState("");
  /** Which question is under way; 0 is none. */
  const [asked, setAsked] = useState(atOnce ? 1 : 0);
  const [offered, setOffered] = useState<string>();
  const [cost, setCost] = useState<number>();
  const [failure, setFailure] = useState<Message["failure"]>();
  const typed = useRef(false);
  const draft = useKept(`commit:${threadId}`, (kept) => {
    typed.current = true;
    setText(kept);
  });
  const put = useCallback((proposal: MessageProposal) => {
    if (!typed.current) setText(proposal.message);
    else if (proposal.by === "model") setOffered(proposal.message);
    setCost(proposal.cost);
    setFailure(proposal.failure);
  }, []);

  useEffect(() => {
    const life = new AbortController();
    const { signal } = life;
    client.git.proposeMessage({ threadId, what, amend, by: "plain" }, { signal }).then(put, (error: unknown) => {
      if (!signal.aborted) setFailure(readFailure(error));
    });
    return () => life.abort();
  }, [client, threadId, what, amend, put]);

  const start = useEffectEvent((signal: AbortSignal) => {
    client.git
      .proposeMessage({ threadId, what, amend, by: "model" }, { signal })
      .then((proposal) => !signal.aborted && put(proposal))
      .catch((error: unknown) => !signal.aborted && setFailure(readFailure(error)))
      .finally(() => !signal.aborted && setAsked(0));
  });
  useEffect(() => {
    if (asked === 0) return;
    const life = new AbortController();
    start(life.signal);
    return () => life.abort();
  }, [asked]);

  const type = (next: string) => {
    typed.current = true;
    setText(next);
    draft.keep(next);
  };
  return {
    text,
    type,
    forget: draft.forget,
    asking: asked > 0,
    ask: () => {
      setFailure(undefined);
      setOffered(undefined);
      setAsked((before) => before + 1);
    },
    stop: () => setAsked(0),
    ...(offered === undefined ? {} : { offered }),
    take: () => {
      if (offered !== undefined) type(offered);
      setOffered(undefined);
    },
    ...(cost === undefined ? {} : { cost }),
    ...(failure === undefined ? {} : { failure }),
  };
}
