import type { BlobId, Item } from "@flightdeck/contract";
import { Image as ImageIcon, Plug } from "lucide-react";
import { useEffect, useState } from "react";
import { useApp } from "../../../app.tsx";
import { type Failure, readFailure } from "../../../client.ts";
import { FailureNote } from "../../../ui/FailureNote.tsx";
import { Tag } from "../../../ui/Marks.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { duration } from "../../../ui/time.ts";
import { StepLine } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { imageType } from "../imageType.ts";
import { Output } from "../Output.tsx";

type ToolCallItem = Extract<Item, { type: "tool_call" }>;

/** A tool other than commands and edits, as one line; opened it shows what came back. */
export function ToolCallStep({ item }: { readonly item: ToolCallItem }) {
  const image = item.tool === "view_image";
  const [open, toggle] = useDisclosure(item.id, false);
  const shows = item.image !== undefined || item.output !== "";
  return (
    <div>
      <StepLine
        icon={image ? ImageIcon : Plug}
        mark={item.status === "running" ? <StatusGlyph status="running" named /> : undefined}
        open={open}
        onToggle={shows ? toggle : undefined}
        after={item.endedAt === undefined ? undefined : duration(item.endedAt - item.startedAt)}
      >
        <span>{image ? (item.status === "running" ? "Looking at" : "Looked at") : item.tool}</span>
        <span className="mono truncate">{item.summary}</span>
        {item.status === "failed" && <Tag tone="red">failed</Tag>}
        {item.status === "declined" && <Tag>declined</Tag>}
      </StepLine>
      {open && (
        <div className="mt-1 ml-[26px]">
          {item.image !== undefined && <KeptImage blobId={item.image} name={item.summary} />}
          {item.image === undefined && item.output !== "" && (
            <div className="overflow-hidden rounded-3 border border-line">
              <Output text={item.output} name="Answer of the tool" />
            </div>
          )}
        </div>
      )}
    </div>
  );
}

/** An image that the host keeps, read when it is first shown. */
function KeptImage({ blobId, name }: { readonly blobId: BlobId; readonly name: string }) {
  const { client } = useApp();
  const [source, setSource] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    const life = new AbortController();
    let url: string | undefined;
    const load = async () => {
      try {
        const { content } = await client.system.blob({ blobId, as: "base64" }, { signal: life.signal });
        const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
        if (life.signal.aborted) return;
        url = URL.createObjectURL(new Blob([bytes], { type: imageType(bytes) }));
        setSource(url);
      } catch (error) {
        if (!life.signal.aborted) setFailure(readFailure(error));
      }
    };
    void load();
    return () => {
      life.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [client, blobId]);
  if (failure !== undefined) return <FailureNote failure={failure} />;
  if (source === undefined) return <div className="h-40 rounded-3 border border-line bg-sunken" />;
  return (
    <img
      src={source}
      alt={name}
      className="max-h-96 max-w-full rounded-3 border border-line bg-sunken object-contain"
    />
  );
}
