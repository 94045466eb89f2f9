import type { Checkout, Workspace } from "@flightdeck/contract";
import { GitBranch } from "lucide-react";
import { Checkbox, Segmented } from "../../ui/Field.tsx";
import { useAct } from "../acts/index.ts";
import { KeyedSelect } from "../composer/KeyedSelect.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { visibleName } from "../../ui/visibleText.ts";

/** The choice that stands for "what the checkout is on". */
const HEAD = "HEAD";

/** Where a new thread works: a worktree of its own from some branch, or the project's own folder. */
export function WorkspacePick({
  workspace,
  checkout,
  onChange,
  keyed,
}: {
  readonly workspace: Workspace;
  readonly checkout: Checkout | undefined;
  readonly onChange: (workspace: Workspace) => void;
  /** Whether the key of worktree and branch means these. */
  readonly keyed: boolean;
}) {
  const changed = checkout?.changedFiles ?? 0;
  const turnTo = (kind: Workspace["kind"]) => onChange(kind === "local" ? { kind } : { kind, copyLocalChanges: false });
  useAct("choose-worktree", () => turnTo(workspace.kind === "local" ? "worktree" : "local"), keyed);
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1.5">
      <Segmented
        label="Where it works"
        value={workspace.kind}
        choices={[
          { value: "worktree", label: "Own worktree" },
          { value: "local", label: "Local folder" },
        ]}
        onChange={turnTo}
      />
      {workspace.kind === "worktree" ? (
        <>
          <span className="inline-flex items-center gap-1 text-small text-text-3">
            from
            <KeyedSelect
              act="choose-branch"
              keyed={keyed}
              label="Base branch"
              look="pick"
              icon={<Icon of={GitBranch} size={14} />}
              value={workspace.base ?? HEAD}
              choices={branchChoices(checkout)}
              onChange={(base) => onChange({ ...workspace, base: base === HEAD ? undefined : base })}
            />
          </span>
          {changed > 0 && (
            <Checkbox
              checked={workspace.copyLocalChanges}
              onChange={(copyLocalChanges) => onChange({ ...workspace, copyLocalChanges })}
            >
              Copy {changed} changed {changed === 1 ? "file" : "files"}
            </Checkbox>
          )}
        </>
      ) : (
        <span className="text-small text-text-3">
          Works on {checkout?.branch ?? "the checkout"} itself
          {changed > 0 && `, beside your ${changed} changed ${changed === 1 ? "file" : "files"}`}
        </span>
      )}
    </div>
  );
}

function branchChoices(checkout: Checkout | undefined) {
  if (checkout === undefined) return [{ value: HEAD, label: "…" }];
  const head = checkout.branch ?? `detached at ${checkout.commit?.slice(0, 7) ?? "nothing"}`;
  const others = checkout.branches.filter(({ name }) => name !== checkout.branch);
  return [
    { value: HEAD, label: head, description: "What the checkout is on" },
    ...others.map(({ name, subject }) => ({
      value: name,
      label: visibleName(name),
      description: visibleName(subject),
    })),
  ];
}
