import type { AutomationId } from "@flightdeck/contract";
import { useApp, useSelect } from "../../app.tsx";
import type { Failure } from "../../client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { visibleName } from "../../ui/visibleText.ts";

/** What came of a file of automations. */
export type Imported =
  | { readonly fileName: string; readonly automationIds: readonly AutomationId[] }
  | { readonly fileName: string; readonly failure: Failure };

/** Says what was made of a file, or why nothing was: all of it or none. */
export function ImportReport({
  imported,
  onShow,
  onClose,
}: {
  readonly imported: Imported;
  readonly onShow: (automationId: AutomationId) => void;
  readonly onClose: () => void;
}) {
  const { automations } = useApp();
  const rows = useSelect(automations, (state) => state.rows);
  const file = visibleName(imported.fileName);
  return (
    <Dialog open onClose={onClose} className="flex w-[520px] flex-col px-5 pb-5">
      <DialogHead title={"failure" in imported ? "Nothing was imported" : "Imported"} onClose={onClose} />
      {"failure" in imported ? (
        <>
          <p className="mb-3 text-text-2">Nothing of {file} was taken, so that it can be mended and tried again.</p>
          <FailureNote failure={imported.failure} />
        </>
      ) : (
        <>
          <p className="mb-3 text-text-2">
            {imported.automationIds.length} from {file}. They are paused: look at each, then switch it on.
          </p>
          <ul className="min-h-0 overflow-y-auto border-t border-line">
            {imported.automationIds.map((id) => {
              const row = rows.get(id);
              return (
                <li key={id} className="flex min-h-9 items-center gap-2 border-b border-line">
                  <span className="min-w-0 flex-1 truncate font-medium">{visibleName(row?.name ?? "…")}</span>
                  <span className="truncate text-small text-text-3">
                    {visibleName(row?.problem ?? row?.words ?? "")}
                  </span>
                  <Button size="small" onClick={() => onShow(id)}>
                    Look at it
                  </Button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Dialog>
  );
}
