import { builtInProfiles, type PermissionProfile, profileWords } from "@flightdeck/contract";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Checkbox, Segmented, TextField } from "../../ui/Field.tsx";
import { visibleName } from "../../ui/visibleText.ts";
import { builtInNotes } from "../composer/permissions.ts";
import { SettingProblems, useSettingsUpdate } from "./Setting.tsx";

const fresh: PermissionProfile = { sandbox: "workspace-write", approval: "on-request", network: false, writable: [] };

/** The permission profiles: those that everyone has, and the person's own. */
export function ProfileList() {
  const { settings } = useApp();
  const own = useSelect(settings, (state) => state.settings?.profiles) ?? {};
  const [editing, setEditing] = useState<string>();
  const { update, note } = useSettingsUpdate();
  const without = (name: string) => Object.fromEntries(Object.entries(own).filter(([other]) => other !== name));
  const save = (before: string, name: string, profile: PermissionProfile) => {
    update({ profiles: { ...without(before), [name]: profile } });
    setEditing(undefined);
  };
  return (
    <section
      data-setting="profiles"
      aria-label="Permission profiles"
      className="border-t border-line py-3 data-found:bg-accent-soft"
    >
      <div className="flex items-center gap-2 pb-1">
        <h3 className="flex-1 font-strong">Permission profiles</h3>
        <Button size="small" icon={Plus} onClick={() => setEditing("")}>
          Add a profile
        </Button>
      </div>
      {note}
      <SettingProblems paths={["profiles"]} />
      {editing === "" && (
        <ProfileForm
          name=""
          profile={fresh}
          onSave={(name, profile) => save("", name, profile)}
          onClose={() => setEditing(undefined)}
        />
      )}
      <ul>
        {Object.entries(own).map(([name, profile]) => (
          <li key={name} className="flex min-h-8 items-center gap-2 border-b border-line">
            {editing === name ? (
              <ProfileForm
                name={name}
                profile={profile}
                onSave={(next, changed) => save(name, next, changed)}
                onClose={() => setEditing(undefined)}
              />
            ) : (
              <>
                <span className="font-medium">{visibleName(name)}</span>
                <span className="min-w-0 flex-1 truncate text-small text-text-3">{profileWords(profile)}</span>
                <IconButton
                  label={`Edit the profile ${name}`}
                  icon={Pencil}
                  size="small"
                  onClick={() => setEditing(name)}
                />
                <IconButton
                  label={`Remove the profile ${name}`}
                  icon={Trash2}
                  size="small"
                  onClick={() => update({ profiles: without(name) })}
                />
              </>
            )}
          </li>
        ))}
        {Object.entries(builtInProfiles)
          .filter(([name]) => !Object.hasOwn(own, name))
          .map(([name, profile]) => (
            <li key={name} className="flex min-h-8 items-center gap-2 border-b border-line text-text-2 last:border-0">
              <span className="font-medium">{name}</span>
              <span className="min-w-0 flex-1 truncate text-small text-text-3">
                {builtInNotes[name] ?? profileWords(profile)}
              </span>
              <span className="text-micro text-text-3">built in</span>
            </li>
          ))}
      </ul>
    </section>
  );
}

function ProfileForm({
  name: before,
  profile,
  onSave,
  onClose,
}: {
  readonly name: string;
  readonly profile: PermissionProfile;
  readonly onSave: (name: string, profile: PermissionProfile) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(before);
  const [next, setNext] = useState(profile);
  const [folders, setFolders] = useState(profile.writable.join(", "));
  const writable = folders
    .split(",")
    .map((folder) => folder.trim())
    .filter(Boolean);
  const relative = writable.find((folder) => !/^(?:\/|[A-Za-z]:[\\/])/.test(folder));
  const ready = name.trim() !== "" && name.length <= 60 && relative === undefined;
  return (
    <form
      aria-label={before === "" ? "New profile" : "Edit the profile"}
      className="my-2 flex flex-1 flex-col gap-2 rounded-3 border border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSave(name.trim(), { ...next, writable });
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <TextField
        label="Name"
        placeholder="Name"
        autoFocus
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <span className="flex flex-wrap items-center gap-2">
        <Segmented
          label="What it may touch"
          value={next.sandbox}
          choices={[
            { value: "read-only", label: "Read only" },
            { value: "workspace-write", label: "Workspace write" },
            { value: "full-access", label: "Full access" },
          ]}
          onChange={(sandbox) => setNext({ ...next, sandbox })}
        />
        <Segmented
          label="When it asks"
          value={next.approval}
          choices={[
            { value: "untrusted", label: "Ask first" },
            { value: "on-request", label: "On request" },
            { value: "never", label: "Never" },
          ]}
          onChange={(approval) => setNext({ ...next, approval })}
        />
      </span>
      {next.sandbox !== "full-access" && (
        <Checkbox checked={next.network} onChange={(network) => setNext({ ...next, network })}>
          Commands reach the network
        </Checkbox>
      )}
      {next.sandbox === "workspace-write" && (
        <TextField
          label="More folders that it may change"
          placeholder="More folders that it may change, with commas between (optional)"
          mono
          bad={relative !== undefined}
          value={folders}
          onChange={(event) => setFolders(event.target.value)}
        />
      )}
      {relative !== undefined && <p className="text-small text-red">{relative} is not an absolute folder.</p>}
      <span className="flex gap-1.5">
        <Button type="submit" size="small" variant="primary" disabled={!ready}>
          Save
        </Button>
        <Button size="small" variant="plain" onClick={onClose}>
          Cancel
        </Button>
      </span>
    </form>
  );
}
