import type { ThreadId } from "@flightdeck/contract";
import { useState } from "react";
import { useApp } from "../../app.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { TextField } from "../../ui/Field.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { useSubmit } from "../review/useSubmit.ts";

/** What is done to the branch that a thread works on. */
export type BranchChange = "rename" | "create";

interface Props {
  readonly threadId: ThreadId;
  readonly branch: string | undefined;
  /** It has a pull request, which stays with the old name. */
  readonly pullRequest: boolean;
  readonly onClose: () => void;
}

const titles: Readonly<Record<BranchChange, string>> = { rename: "Rename the branch", create: "New branch" };

export function BranchDialog({ change, ...rest }: Props & { readonly change: BranchChange | undefined }) {
  return (
    <Dialog open={change !== undefined} onClose={rest.onClose} className="w-[440px] px-5 pb-5">
      <DialogHead title={titles[change ?? "rename"]} onClose={rest.onClose} />
      {change !== undefined && <Form change={change} {...rest} />}
    </Dialog>
  );
}

function Form({ threadId, branch, pullRequest, change, onClose }: Props & { readonly change: BranchChange }) {
  const { client } = useApp();
  const [name, setName] = useState(change === "rename" ? (branch ?? "") : "");
  const run = { rename: client.git.renameBranch, create: client.git.createBranch }[change];
  const { busy, failure, submit } = useSubmit(() => run({ threadId, name: name.trim() }), onClose);
  const ready = name.trim() !== "" && name.trim() !== branch && !busy;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) submit();
      }}
    >
      <TextField
        label="Name"
        mono
        autoFocus
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onFocus={(event) => event.target.select()}
      />
      <p className="mt-2 text-small text-pretty text-text-3">
        {change === "create"
          ? `It begins where the work is now, with every change; ${branch === undefined ? "what was before" : visibleName(branch)} stays as it is.`
          : pullRequest
            ? "The pull request stays with the name that was pushed; the next push goes to the new one."
            : "What is pushed already keeps its name there until the next push."}
      </p>
      {failure !== undefined && <FailureNote failure={failure} className="mt-3" />}
      <div className="mt-4 flex justify-end gap-2">
        <Button variant="plain" onClick={onClose}>
          Cancel
        </Button>
        <Button variant="primary" type="submit" disabled={!ready}>
          {change === "rename" ? "Rename" : "Create"}
        </Button>
      </div>
    </form>
  );
}
