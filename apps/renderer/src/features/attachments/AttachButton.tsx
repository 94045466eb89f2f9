import { Paperclip } from "lucide-react";
import { useRef } from "react";
import { IconButton } from "../../ui/Button.tsx";
import { useAct, useKeyHint } from "../acts/index.ts";
import type { Attachments } from "./store.ts";

/** Picks pictures and other files from the disk. */
export function AttachButton({
  attachments,
  keyed,
}: {
  readonly attachments: Attachments;
  /** Whether the key for it means this one. */
  readonly keyed: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  const pick = () => input.current?.click();
  useAct("attach-files", pick, keyed);
  const hint = useKeyHint("attach-files");
  return (
    <>
      <IconButton label="Attach files" icon={Paperclip} size="small" hint={hint} onClick={pick} />
      <input
        ref={input}
        type="file"
        hidden
        multiple
        onChange={({ target }) => {
          attachments.add([...(target.files ?? [])]);
          target.value = ""; // the same file can be picked again
        }}
      />
    </>
  );
}
