import { type ReactNode, useState } from "react";
import { type App, useApp } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";

/** One setting: its name and meaning at the left, the control at the right. */
export function Setting({
  name,
  note,
  control,
  children,
}: {
  readonly name: ReactNode;
  readonly note?: ReactNode;
  readonly control?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 border-t border-line py-[11px]">
      <div>
        <h3 className="font-strong">{name}</h3>
        {note !== undefined && <p className="mt-px max-w-[420px] text-small text-pretty text-text-3">{note}</p>}
      </div>
      {control !== undefined && <div className="flex items-center gap-2">{control}</div>}
      {children !== undefined && children !== false && <div className="col-span-full mt-2">{children}</div>}
    </div>
  );
}

type Change = Parameters<App["client"]["settings"]["update"]>[0];

/** Changes settings; what the host refuses is shown beside them. */
export function useSettingsUpdate() {
  const { client } = useApp();
  const [failure, setFailure] = useState<Failure>();
  const update = (change: Change) => {
    setFailure(undefined);
    client.settings.update(change).catch((error: unknown) => setFailure(readFailure(error)));
  };
  return { update, note: failure !== undefined && <FailureNote failure={failure} className="mb-3" /> };
}
