import type { Item } from "@flightdeck/contract";
import { Image as ImageIcon, Plug } from "lucide-react";
import { Tag } from "../../../ui/Marks.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { duration } from "../../../ui/time.ts";
import { visibleText } from "../../../ui/visibleText.ts";
import { KeptImage } from "../../images/index.ts";
import { StepLine } from "../Card.tsx";
import { useDisclosure } from "../disclosure.ts";
import { Output } from "../Output.tsx";
import { EvidenceOf } from "./EvidenceOf.tsx";

type ToolCallItem = Extract<Item, { type: "tool_call" }>;

/** A tool other than commands and edits, as one line; opened it shows what came back. */
export function ToolCallStep({ item }: { readonly item: ToolCallItem }) {
  const image = item.tool === "view_image" || item.evidence !== undefined;
  const [open, toggle] = useDisclosure(item.id, item.evidence !== undefined);
  const shows = item.image !== undefined || item.evidence !== undefined || item.output !== "";
  return (
    <div>
      <StepLine
        icon={image ? ImageIcon : Plug}
        mark={item.status === "running" ? <StatusGlyph status="running" named /> : undefined}
        open={open}
        onToggle={shows ? toggle : undefined}
        after={item.endedAt === undefined ? undefined : duration(item.endedAt - item.startedAt)}
      >
        {image ? (
          <span className="truncate">{visibleText(item.summary)}</span>
        ) : (
          <>
            <span>{item.tool}</span>
            <span className="mono truncate">{visibleText(item.summary)}</span>
          </>
        )}
        {item.evidence?.passed === false && <Tag tone="red">failed</Tag>}
        {item.status === "failed" && <Tag tone="red">failed</Tag>}
        {item.status === "declined" && <Tag>declined</Tag>}
      </StepLine>
      {open && (
        <div className="mt-1 ml-[26px]">
          {item.image !== undefined && <KeptImage blobId={item.image} name={item.summary} />}
          {item.evidence !== undefined && <EvidenceOf evidence={item.evidence} />}
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
