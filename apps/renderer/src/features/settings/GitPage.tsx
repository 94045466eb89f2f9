import type { GitSettings } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";
import { Segmented } from "../../ui/Field.tsx";
import { LongText, ShortText } from "./KeptText.tsx";
import { Setting, useSettingsUpdate } from "./Setting.tsx";

const moments: readonly { readonly value: GitSettings["proposeMessages"]; readonly label: string }[] = [
  { value: "on_request", label: "When asked" },
  { value: "at_once", label: "At once" },
];
const drafts = [
  { value: "draft", label: "Draft" },
  { value: "ready", label: "Ready for review" },
] as const;

/** Branches, commit messages and pull requests. */
export function GitPage() {
  const { settings } = useApp();
  const git = useSelect(settings, (state) => state.settings?.git);
  const { update, note } = useSettingsUpdate();
  if (git === undefined) return null;
  const change = (next: Partial<GitSettings>) => update({ git: next });
  return (
    <>
      {note}
      <Setting
        path="git.branchPrefix"
        name="Branches begin with"
        note="The branch of a new thread is called so and then after its title. It can be renamed at any time."
        control={
          <ShortText
            label="Branches begin with"
            placeholder="me/"
            value={git.branchPrefix}
            onKeep={(branchPrefix) => change({ branchPrefix: branchPrefix.trim() })}
          />
        }
      />
      <Setting
        path="git.proposeMessages"
        name="Commit messages"
        note="When the thread's model proposes one from the plan and the changes. A plain one is always there at once."
        control={
          <Segmented
            label="Commit messages"
            value={git.proposeMessages}
            choices={moments}
            onChange={(proposeMessages) => change({ proposeMessages })}
          />
        }
      />
      <Setting
        path="git.messageTemplate"
        name="Template"
        note="What a proposed message is put into: {summary}, {body}, {branch} and {thread} stand for themselves."
      >
        <LongText
          label="Template"
          placeholder="{summary}"
          rows={4}
          max={4000}
          value={git.messageTemplate}
          onKeep={(messageTemplate) => change({ messageTemplate })}
        />
      </Setting>
      <Setting
        path="git.messageInstructions"
        name="What the model should know about messages"
        note="Your conventions, in your words."
      >
        <LongText
          label="What the model should know about messages"
          placeholder="Conventional commits. Never mention file names."
          rows={3}
          max={4000}
          value={git.messageInstructions}
          onKeep={(messageInstructions) => change({ messageInstructions })}
        />
      </Setting>
      <Setting
        path="git.draftPullRequests"
        name="Pull requests begin as"
        note="Each can begin otherwise: the dialog asks."
        control={
          <Segmented
            label="Pull requests begin as"
            value={git.draftPullRequests ? "draft" : "ready"}
            choices={drafts}
            onChange={(begin) => change({ draftPullRequests: begin === "draft" })}
          />
        }
      />
    </>
  );
}
