import { MessageId } from "@flightdeck/contract";
import { FoldVertical, RotateCw } from "lucide-react";
import { useApp, useSelect, useThread } from "../../../app.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Select } from "../../../ui/Select.tsx";
import { useFailed } from "../../../ui/useFailed.ts";
import { modelChoices } from "../../models/words.ts";
import { useCompact } from "../../threads/useCompact.ts";
import { usePlace } from "../place.ts";

/** Another model for the thread, chosen where the old one failed. */
export function ModelWay() {
  const { client, models } = useApp();
  const threadId = usePlace();
  const now = useThread(threadId, (thread) => thread.settings.model);
  const list = useSelect(models, (state) => state.models);
  const providers = useSelect(models, (state) => state.providers);
  const failed = useFailed();
  const choices = modelChoices(list, providers);
  const known = choices.some(({ value }) => value === now);
  return (
    <Select
      label="Go on with"
      look="pick"
      className="inset-ring inset-ring-line-strong"
      value={now}
      choices={known || now === undefined ? choices : [{ value: now, label: now }, ...choices]}
      onChange={(model) =>
        void client.threads.configure({ threadId, settings: { model, effort: undefined } }).catch(failed)
      }
      onOpen={models.lookIfOld}
    />
  );
}

/** Makes the conversation fit again. */
export function CompactWay() {
  const compact = useCompact(usePlace());
  return (
    <Button size="small" icon={FoldVertical} onClick={compact}>
      Make it shorter
    </Button>
  );
}

/** Lets the agent take up its work where it broke off. */
export function ResumeWay() {
  const { client, newId } = useApp();
  const threadId = usePlace();
  const failed = useFailed();
  const resume = () =>
    void client.turns
      .send({ threadId, messageId: MessageId.parse(newId()), text: "Go on where you stopped." })
      .catch(failed);
  return (
    <Button size="small" icon={RotateCw} onClick={resume}>
      Go on
    </Button>
  );
}
