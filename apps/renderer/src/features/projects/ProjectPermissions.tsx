import { builtInProfiles, profileWords, type Project } from "@flightdeck/contract";
import { useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Select } from "../../ui/Select.tsx";
import { visibleName } from "../../ui/visibleText.ts";

const general = "\0general";

/** Which permissions the new threads of a project start with. */
export function ProjectPermissions({ project, onClose }: { readonly project: Project; readonly onClose: () => void }) {
  const { client, settings } = useApp();
  const own = useSelect(settings, (state) => state.settings?.profiles);
  const [failure, setFailure] = useState<Failure>();
  const profiles = Object.entries({ ...builtInProfiles, ...own });
  const choose = (value: string) => {
    setFailure(undefined);
    client.projects
      .setProfile({ projectId: project.id, profile: value === general ? null : value })
      .catch((error: unknown) => setFailure(readFailure(error)));
  };
  return (
    <Dialog open onClose={onClose} label={`Permissions in ${visibleName(project.name)}`} className="w-[440px] p-5">
      <h2 className="text-head font-strong">Permissions in {visibleName(project.name)}</h2>
      <p className="mt-1 mb-3 text-small text-pretty text-text-3">
        What new threads of this project may do. Each thread can change it in its composer.
      </p>
      <Select
        label="Permissions of new threads"
        value={project.profile ?? general}
        choices={[
          { value: general, label: "As in the settings" },
          ...profiles.map(([name, profile]) => ({ value: name, label: name, description: profileWords(profile) })),
        ]}
        onChange={choose}
      />
      {failure !== undefined && <FailureNote failure={failure} className="mt-2" />}
      <div className="mt-4 flex justify-end">
        <Button onClick={onClose}>Done</Button>
      </div>
    </Dialog>
  );
}
