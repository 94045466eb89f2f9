import type { ThreadSettings } from "@flightdeck/contract";
import { MessageId } from "@flightdeck/contract";
import { FoldVertical, RotateCw } from "lucide-react";
import { useApp, useThread } from "../../../app.tsx";
import { Button } from "../../../ui/Button.tsx";
import { useFailed } from "../../../ui/useFailed.ts";
import { ModelPick } from "../../composer/Pickers.tsx";
import { useCompact } from "../../threads/useCompact.ts";
import { usePlace } from "../place.ts";

/** Another model for the thread, chosen where the old one failed. */
export function ModelWay() {
  const { client } = useApp();
  const threadId = usePlace();
  const settings = useThread(threadId, (thread) => thread.settings);
  const failed = useFailed();
  if (settings === undefined) return null;
  const configure = (change: Partial<ThreadSettings>) =>
    void client.threads.configure({ threadId, settings: change }).catch(failed);
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <ModelPick settings={settings} onChange={configure} look="pick" />
    </span>
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
