import { ImagePlus } from "lucide-react";
import { useRef } from "react";
import { IconButton } from "../../ui/Button.tsx";
import type { Attachments } from "./store.ts";

/** Picks pictures from the disk. */
export function AttachButton({ attachments }: { readonly attachments: Attachments }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label="Attach pictures" icon={ImagePlus} size="small" onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="image/png,image/jpeg,image/gif,image/webp"
        onChange={({ target }) => {
          attachments.add([...(target.files ?? [])]);
          target.value = ""; // the same file can be picked again
        }}
      />
    </>
  );
}
