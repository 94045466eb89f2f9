import { clsx } from "clsx";
import { memo, type ReactNode, useMemo } from "react";
import type { Token, Tokens } from "marked";
import { Diagram } from "../../diagrams/Diagram.tsx";
import { FilePicture } from "../../images/index.ts";
import { FileLink } from "../FileLink.tsx";
import { usePlaceOrNone } from "../place.ts";
import { type Block, blockTokens, isWhole, type LinkTargets } from "./blocks.ts";
import { CodeBlock } from "./CodeBlock.tsx";
import { columnWidths } from "./columns.ts";
import { fileNamed, fileOfHref, pictureOfHref } from "./fileLinks.ts";
import { Formula } from "./Formula.tsx";
import { decodeReferences, safeHref } from "./links.ts";
import type { MathToken } from "./mathSyntax.ts";
import { presentable } from "./unfinished.ts";

/** One block of what the agent says. Text of the model is never markup of the page: what looks like HTML is shown as written. */
export const MarkdownBlock = memo(function MarkdownBlock({
  block,
  links,
  growing,
}: {
  readonly block: Block;
  readonly links: LinkTargets;
  readonly growing: boolean;
}) {
  const tokens = useMemo(
    () => blockTokens(block, links, growing ? presentable(block) : block.raw),
    [block, links, growing],
  );
  return tokens.map((token, index) => (
    <BlockToken
      key={index}
      token={token as AnyToken}
      growing={growing && index === tokens.length - 1}
      rest={block.joins}
    />
  ));
});

// marked's Token union ends in an open-ended extension type; with formulas alone beside its own only these come.
type AnyToken =
  | Tokens.Space
  | Tokens.Code
  | Tokens.Heading
  | Tokens.Table
  | Tokens.Hr
  | Tokens.Blockquote
  | Tokens.List
  | Tokens.ListItem
  | Tokens.Paragraph
  | Tokens.HTML
  | Tokens.Text
  | Tokens.Def
  | Tokens.Escape
  | Tokens.Tag
  | Tokens.Link
  | Tokens.Image
  | Tokens.Strong
  | Tokens.Em
  | Tokens.Codespan
  | Tokens.Br
  | Tokens.Del
  | (Tokens.Checkbox & { type: "checkbox" })
  | MathToken;

const nested = (
  tokens: readonly Token[] | undefined,
  render: (token: AnyToken, index: number) => ReactNode,
): ReactNode => tokens?.map((token, index) => render(token as AnyToken, index));

/** Blocks inside of a block; the last of them may be growing. */
const blocks = (tokens: readonly Token[], growing: boolean): ReactNode =>
  tokens.map((token, index) => (
    <BlockToken key={index} token={token as AnyToken} growing={growing && index === tokens.length - 1} />
  ));

function BlockToken({
  token,
  growing,
  rest = false,
}: {
  readonly token: AnyToken;
  readonly growing: boolean;
  /** A part that is not the first: a table's head stands above it already. */
  readonly rest?: boolean;
}): ReactNode {
  switch (token.type) {
    case "heading": {
      const Level = `h${Math.min(6, token.depth + 2)}` as "h3" | "h4" | "h5" | "h6";
      return <Level className={clsx("md-head", token.depth <= 2 && "md-head-1")}>{nested(token.tokens, inline)}</Level>;
    }
    case "paragraph":
      return <p>{nested(token.tokens, inline)}</p>;
    case "code": {
      const open = growing && !isWhole({ kind: "code", raw: token.raw });
      return languageOf(token.lang) === "mermaid" ? (
        <Diagram source={token.text} growing={open} />
      ) : (
        <CodeBlock code={token.text} language={languageOf(token.lang)} growing={open} />
      );
    }
    case "mathBlock":
      return (
        <div className="md-math">
          <Formula tex={token.tex} raw={token.raw} display open={token.open} growing={growing} />
        </div>
      );
    case "blockquote":
      return <blockquote>{blocks(token.tokens ?? [], growing)}</blockquote>;
    case "list":
      return token.ordered ? (
        <ol start={token.start === "" ? 1 : token.start}>{listItems(token, growing)}</ol>
      ) : (
        <ul className={token.items.some((item) => item.task) ? "md-tasks" : undefined}>{listItems(token, growing)}</ul>
      );
    case "table":
      return <Table table={token} rest={rest} />;
    case "hr":
      return <hr />;
    case "html":
      return <p className="whitespace-pre-wrap">{token.text.trimEnd()}</p>;
    case "space":
    case "def":
      return null;
    default:
      return inline(token, 0);
  }
}

const listItems = ({ items }: Tokens.List, growing: boolean): ReactNode =>
  items.map((item, index) => (
    <li key={index} className={item.task ? "md-task" : undefined}>
      {item.tokens.map((token, at) =>
        token.type === "text" || token.type === "checkbox" ? (
          inline(token as AnyToken, at)
        ) : (
          <BlockToken
            key={at}
            token={token as AnyToken}
            growing={growing && index === items.length - 1 && at === item.tokens.length - 1}
          />
        ),
      )}
    </li>
  ));

function Table({ table, rest }: { readonly table: Tokens.Table; readonly rest: boolean }) {
  const align = (column: number) => table.align[column] ?? undefined;
  return (
    // Wide tables scroll by themselves; focusable, so that the keyboard can scroll them too.
    <div className={clsx("md-table", rest && "md-rest")} tabIndex={0} role="group" aria-label="Table">
      <table>
        <Columns table={table} />
        <thead>
          <tr>
            {table.header.map((cell, column) => (
              <th key={column} align={align(column)}>
                {nested(cell.tokens, inline)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} align={align(column)}>
                  {nested(cell.tokens, inline)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Columns are as wide as the first rows want them: those that come later change nothing above them. */
function Columns({ table }: { readonly table: Tokens.Table }) {
  const texts = [table.header, ...table.rows].map((row) => row.map((cell) => cell.text));
  return (
    <colgroup>
      {columnWidths(texts).map((width, column) => (
        <col key={column} style={{ width: `calc(${width}ch + 21px)` }} />
      ))}
    </colgroup>
  );
}

function inline(token: AnyToken, index: number): ReactNode {
  switch (token.type) {
    case "text":
      return "tokens" in token && token.tokens !== undefined ? (
        <Span key={index}>{nested(token.tokens, inline)}</Span>
      ) : (
        decodeReferences(token.text)
      );
    case "escape":
      return token.text;
    case "strong":
      return <strong key={index}>{nested(token.tokens, inline)}</strong>;
    case "em":
      return <em key={index}>{nested(token.tokens, inline)}</em>;
    case "del":
      return <del key={index}>{nested(token.tokens, inline)}</del>;
    case "codespan":
      return <CodeSpan key={index} text={token.text} />;
    case "math":
      return (
        <Formula
          key={index}
          tex={token.tex}
          raw={token.raw}
          display={token.display}
          open={token.open}
          growing={false}
        />
      );
    case "br":
      return <br key={index} />;
    case "checkbox":
      return (
        <input
          key={index}
          type="checkbox"
          checked={token.checked}
          disabled
          aria-label={token.checked ? "Done" : "To do"}
        />
      );
    case "link":
      return (
        <Link key={index} href={token.href}>
          {nested(token.tokens, inline)}
        </Link>
      );
    case "image":
      return <Picture key={index} href={token.href} name={token.text} />;
    case "html":
      return token.text;
    default:
      return token.raw;
  }
}

/** A picture of the thread's own is shown. Nothing is fetched from elsewhere: that would tell its server what is read here. */
function Picture({ href, name }: { readonly href: string; readonly name: string }) {
  const threadId = usePlaceOrNone();
  const file = pictureOfHref(href);
  if (threadId === undefined || file === undefined) return <Link href={href}>{`[image: ${name || "untitled"}]`}</Link>;
  return (
    <FilePicture threadId={threadId} path={file.path} name={name || "Picture"}>
      <FileLink file={file}>{file.path}</FileLink>
    </FilePicture>
  );
}

const Span = ({ children }: { readonly children: ReactNode }) => <>{children}</>;

function CodeSpan({ text }: { readonly text: string }) {
  const file = fileNamed(text);
  return <code>{file === undefined ? text : <FileLink file={file}>{text}</FileLink>}</code>;
}

function Link({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const safe = safeHref(href);
  if (safe === undefined) {
    const file = fileOfHref(href);
    return file === undefined ? <span title={href}>{children}</span> : <FileLink file={file}>{children}</FileLink>;
  }
  return (
    <a href={safe} title={safe} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

const languageOf = (info: string | undefined): string => /^[\w+#.-]+/.exec(info ?? "")?.[0].toLowerCase() ?? "";
