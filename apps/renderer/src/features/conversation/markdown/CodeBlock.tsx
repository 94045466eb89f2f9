import { memo } from "react";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { useHighlight } from "../../../ui/syntax/useHighlight.ts";
import { chunkLines } from "./chunks.ts";

/** Longer code than this stays plain: its colours would cost more than they tell. */
const COLOURED = 30_000;

/** A fence of code: plain while it is written, coloured once it is done. */
export const CodeBlock = memo(function CodeBlock({
  code,
  language,
  growing,
}: {
  readonly code: string;
  readonly language: string;
  readonly growing: boolean;
}) {
  const coloured = useHighlight(code, growing || code.length > COLOURED ? "" : language);
  return (
    <div className="md-code" role="group" aria-label={language === "" ? "Code" : `Code, ${language}`}>
      <pre tabIndex={0}>
        <code>
          {coloured === undefined
            ? chunkLines(code).map((chunk, index) => <Chunk key={index} text={chunk} />)
            : coloured.map((line, index) => (
                <span key={index} className="block min-h-[1lh]">
                  {line}
                </span>
              ))}
        </code>
      </pre>
      {!growing && <CopyButton text={code} className="md-copy" />}
    </div>
  );
});

const Chunk = memo(function Chunk({ text }: { readonly text: string }) {
  return <span className="block">{text}</span>;
});
