import { Paperclip } from "lucide-react";
import { useRef } from "react";
import { IconButton } from "../../ui/Button.tsx";
import type { Attachments } from "./store.ts";

/** Picks pictures and other files from the disk. */
export function AttachButton({ attachments }: { readonly attachments: Attachments }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label="Attach files" icon={Paperclip} size="small" onClick={() => input.current?.click()} />
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
