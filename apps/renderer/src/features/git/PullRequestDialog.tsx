import type { PullRequestProposal, ThreadId, ThreadPullRequest } from "@flightdeck/contract";
import { useEffect, useId, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Checkbox, TextField } from "../../ui/Field.tsx";
import { visibleName, visibleText } from "../../ui/visibleText.ts";
import { useKept } from "../drafts/index.ts";
import { useSubmit } from "../review/useSubmit.ts";

interface Props {
  readonly threadId: ThreadId;
  readonly onClose: () => void;
  readonly onMade: (pullRequest: ThreadPullRequest) => void;
}

/** Opens a pull request whose words begin with the plan; the branch is pushed on the way when it has to be. */
export function PullRequestDialog({ open, ...rest }: Props & { readonly open: boolean }) {
  return (
    <Dialog open={open} onClose={rest.onClose} className="flex w-[640px] flex-col overflow-y-auto px-5 pb-5">
      <DialogHead title="Pull request" onClose={rest.onClose} />
      <Loading {...rest} />
    </Dialog>
  );
}

function Loading(props: Props) {
  const { client } = useApp();
  const { threadId } = props;
  const [proposal, setProposal] = useState<PullRequestProposal>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    const life = new AbortController();
    client.pullRequests.propose({ threadId }, { signal: life.signal }).then(setProposal, (error: unknown) => {
      if (!life.signal.aborted) setFailure(readFailure(error));
    });
    return () => life.abort();
  }, [client, threadId]);
  if (failure !== undefined) return <FailureNote failure={failure} />;
  return proposal === undefined ? <div className="h-[352px]" /> : <Form {...props} proposal={proposal} />;
}

/** What the person made of the proposal is kept under one key, as they type. */
interface Written {
  readonly title: string;
  readonly body: string;
}

function readWritten(kept: string): Written | undefined {
  try {
    const { title, body } = JSON.parse(kept) as Partial<Written>; // looked at below
    return typeof title === "string" && typeof body === "string" ? { title, body } : undefined;
  } catch {
    return undefined;
  }
}

function Form({ threadId, proposal, onClose, onMade }: Props & { readonly proposal: PullRequestProposal }) {
  const { client, settings } = useApp();
  const id = useId();
  const draftFirst = useSelect(settings, (state) => state.settings?.git.draftPullRequests ?? true);
  const [{ title, body }, setWritten] = useState<Written>(proposal);
  const [base, setBase] = useState(proposal.base);
  const [draft, setDraft] = useState(draftFirst);
  const [step, setStep] = useState<"push" | "open">("push");
  const kept = useKept(`pull-request:${threadId}`, (text) => {
    const written = readWritten(text);
    if (written !== undefined) setWritten(written);
  });
  const write = (change: Partial<Written>) => {
    const next = { title, body, ...change };
    setWritten(next);
    kept.keep(JSON.stringify(next));
  };
  const make = async () => {
    setStep("push");
    const { remote } = await client.git.status({ threadId });
    if (remote !== undefined && (remote.ahead > 0 || remote.commit === undefined)) await client.git.push({ threadId });
    setStep("open");
    return client.pullRequests.create({ threadId, title, body, base, draft });
  };
  const { busy, failure, submit } = useSubmit(make, (made) => {
    kept.forget();
    onMade(made);
  });
  const ready = title.trim() !== "" && base.trim() !== "" && !busy;
  return (
    <div
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        if (ready) submit();
      }}
    >
      <TextField
        label="Title"
        placeholder="Title"
        autoFocus
        maxLength={250}
        value={title}
        onChange={(event) => write({ title: event.target.value })}
      />
      <label htmlFor={id} className="mt-3 mb-1 block text-small text-text-2">
        Description
      </label>
      <textarea
        id={id}
        rows={11}
        maxLength={60_000}
        value={body}
        onChange={(event) => write({ body: event.target.value })}
        className="block w-full resize-y rounded-2 bg-raised px-2.5 py-2 font-mono text-small leading-[18px] text-text-1 inset-ring inset-ring-line-strong outline-none focus:inset-ring-accent focus:outline focus:outline-accent"
      />
      <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-small text-text-2">
        <span className="mono min-w-0 truncate">{visibleName(proposal.branch)}</span>
        <span>into</span>
        <TextField
          label="Base branch"
          mono
          maxLength={200}
          className="w-40"
          value={base}
          onChange={(event) => setBase(event.target.value)}
        />
        <Checkbox checked={draft} onChange={setDraft}>
          As a draft
        </Checkbox>
      </div>
      {failure !== undefined && (
        <FailureNote
          failure={failure.detail === undefined ? failure : { ...failure, detail: visibleText(failure.detail) }}
          className="mt-3"
        />
      )}
      <div className="mt-4 flex items-center gap-2">
        <span className="flex-1 text-small text-text-3">The branch is pushed first where that is needed</span>
        <Button variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="primary" disabled={!ready} onClick={submit}>
          {busy ? (step === "push" ? "Pushing" : "Opening") : draft ? "Open draft" : "Open pull request"}
        </Button>
      </div>
    </div>
  );
}
