import { clsx } from "clsx";
import { visibleText } from "../../ui/visibleText.ts";

/** The lines that a comment was made on, as they were then. */
export function Quote({ quote }: { readonly quote: string }) {
  if (quote === "") return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
    <pre
      tabIndex={0}
      aria-label="The lines as they were"
      className="mono my-1.5 max-h-32 overflow-auto rounded-2 border border-line bg-sunken text-small/5"
    >
      {quote.split("\n").map((line, index) => (
        <span
          key={index}
          className={clsx(
            "block min-w-max px-2",
            line.startsWith("+") && "bg-add-bg",
            line.startsWith("-") && "bg-del-bg",
          )}
        >
          {visibleText(line)}
        </span>
      ))}
    </pre>
  );
}
