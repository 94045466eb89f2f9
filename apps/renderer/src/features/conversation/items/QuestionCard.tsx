import type { Item, QuestionField } from "@flightdeck/contract";
import { CornerDownRight, LockKeyhole, MessageCircleQuestionMark } from "lucide-react";
import { Icon } from "../../../ui/Icon.tsx";
import { InlineCode } from "../../../ui/InlineCode.tsx";
import { StatusGlyph } from "../../../ui/StatusGlyph.tsx";
import { clock } from "../../../ui/time.ts";
import { visibleText } from "../../../ui/visibleText.ts";
import { Card, CardBody, CardHead, Meta, StepLine } from "../Card.tsx";

type QuestionItem = Extract<Item, { type: "question" }>;

const title = ({ fields }: QuestionItem): string => {
  const [only] = fields;
  if (fields.length === 1 && only !== undefined) return only.header.trim() || "A question";
  return `${fields.length} questions, answered together`;
};

/** What the agent asked and what the person said. While it waits, the form to answer it stands above the composer. */
export function QuestionCard({ item }: { readonly item: QuestionItem }) {
  if (item.status === "running") {
    return (
      <div role="group" aria-label="Question">
        <StepLine mark={<StatusGlyph status="waiting_answer" named />}>
          <span className="shrink-0">Asks you</span>
          <span className="truncate text-text-1">
            <InlineCode text={visibleText(item.fields[0]?.question ?? "")} />
          </span>
        </StepLine>
      </div>
    );
  }
  return (
    <Card name="Question">
      <CardHead>
        <Icon of={MessageCircleQuestionMark} size={14} />
        <span className="min-w-0 flex-1 truncate font-medium">{visibleText(title(item))}</span>
        <Meta>{clock(item.endedAt ?? item.startedAt)}</Meta>
      </CardHead>
      <CardBody className="flex flex-col gap-2 px-2.5 py-2">
        {item.fields.map((field) => (
          <div key={field.id}>
            {item.fields.length > 1 && field.header !== "" && (
              <p className="text-micro text-text-3">{visibleText(field.header)}</p>
            )}
            <p className="break-words whitespace-pre-wrap">
              <InlineCode text={visibleText(field.question)} />
            </p>
            <Answer field={field} answer={item.answers?.[field.id]} declined={item.status === "declined"} />
          </div>
        ))}
      </CardBody>
    </Card>
  );
}

function Answer({
  field,
  answer,
  declined,
}: {
  readonly field: QuestionField;
  readonly answer: string | undefined;
  readonly declined: boolean;
}) {
  if (answer === undefined) {
    const words = declined ? "You wrote something else instead" : "Not answered";
    return <p className="mt-1 text-small text-text-3">{words}</p>;
  }
  return (
    <p className="mt-1 flex items-start gap-1.5">
      <Icon of={field.secret ? LockKeyhole : CornerDownRight} size={14} className="mt-[3px] text-accent" />
      {field.secret ? (
        <span className="text-text-2">
          ••• <span className="text-small text-text-3">secret: it went to the model alone</span>
        </span>
      ) : (
        <span className="min-w-0 font-medium break-words whitespace-pre-wrap">{visibleText(answer)}</span>
      )}
    </p>
  );
}
