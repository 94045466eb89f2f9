import type { AutomationContent, AutomationProposal } from "@flightdeck/contract";
import { useMemo, useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { Dialog, DialogHead } from "../../ui/Dialog.tsx";
import { Fields } from "./Fields.tsx";
import { type AutomationForm, formOf, readForm, readTrigger } from "./form.ts";
import { usePreview } from "./usePreview.ts";

/** What an agent proposes, in the form: it is made as the person leaves it. */
export default function EditProposal({
  request,
  onCreate,
  onClose,
}: {
  readonly request: AutomationProposal;
  readonly onCreate: (content: AutomationContent) => void;
  readonly onClose: () => void;
}) {
  const [form, setForm] = useState<AutomationForm>(() => formOf(request.content));
  const [tried, setTried] = useState(false);
  const read = useMemo(() => readForm(form), [form]);
  const trigger = useMemo(() => readTrigger(form.when), [form.when]);
  const preview = usePreview("trigger" in trigger ? trigger.trigger : undefined, undefined);
  const isRefused = preview.current && preview.preview?.problem !== undefined;
  const create = () => {
    if ("content" in read && !isRefused) onCreate(read.content);
    else setTried(true);
  };
  return (
    <Dialog open onClose={onClose} className="flex w-[600px] flex-col">
      <div className="px-5">
        <DialogHead title="New automation" onClose={onClose} />
      </div>
      <div className="@container flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-5 py-1">
        <Fields
          self={undefined}
          form={form}
          problems={tried && "problems" in read ? read.problems : {}}
          preview={preview}
          isNew={false}
          webhook={null}
          onChange={(change) => setForm((before) => ({ ...before, ...change }))}
          onSave={create}
        />
      </div>
      <footer className="flex shrink-0 items-center gap-2 border-t border-line px-5 py-3">
        <span className="min-w-0 flex-1 text-micro text-text-3">Nothing runs until you create it</span>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" onClick={create}>
          Create it
        </Button>
      </footer>
    </Dialog>
  );
}
