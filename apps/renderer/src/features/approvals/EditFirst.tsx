import type { ApprovalRequest, AutomationContent } from "@flightdeck/contract";
import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { later } from "../../ui/later.tsx";

const { Part: EditProposal } = later(() => import("../automations/EditProposal.tsx"));

/** Opens what an agent proposes in the form; the yes to it is then the person's own version. */
export function EditFirst({
  request,
  disabled = false,
  onCreate,
}: {
  readonly request: ApprovalRequest;
  readonly disabled?: boolean;
  readonly onCreate: (content: AutomationContent) => void;
}) {
  const [open, setOpen] = useState(false);
  if (request.kind !== "automation") return null;
  return (
    <>
      <Button disabled={disabled} onClick={() => setOpen(true)}>
        Edit first…
      </Button>
      {open && (
        <EditProposal
          request={request}
          onClose={() => setOpen(false)}
          onCreate={(content) => {
            setOpen(false);
            onCreate(content);
          }}
        />
      )}
    </>
  );
}
