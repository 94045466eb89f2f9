import type { Evidence } from "@flightdeck/contract";
import { useState } from "react";
import { Dialog } from "../../../ui/Dialog.tsx";
import { visibleText } from "../../../ui/visibleText.ts";
import { useThread } from "../../../app.tsx";
import { KeptImage } from "../../images/index.ts";
import { usePlace } from "../place.ts";
import { beforeOf, type Picture, sideBySide } from "./beforeAfter.ts";

const marks = { passed: "✓", failed: "✗", skipped: "–" } as const;

/** What a self-test saw: its pictures with what they show, each step, and what the page reported. */
export function EvidenceOf({ evidence }: { readonly evidence: Evidence }) {
  const { pictures, steps, console: reported, browser, commit, uncommitted } = evidence;
  const [large, setLarge] = useState<Picture>();
  const before = useThread(usePlace(), ({ turns }) => beforeOf(turns, evidence));
  const rows = sideBySide(before?.pictures ?? [], pictures);
  const pairs = rows.flatMap(({ before: former, after }) => (former === undefined ? [] : [{ before: former, after }]));
  const alone = rows.flatMap(({ before: former, after }) => (former === undefined ? [after] : []));
  return (
    <section aria-label={`Evidence “${evidence.label}”`} className="rounded-3 border border-line bg-sunken p-2">
      {pairs.length > 0 && (
        <ul aria-label="Before and after" className="mb-2 flex flex-col gap-2 last:mb-0">
          {pairs.map(({ before: former, after }, index) => (
            <li key={`${after.blob}:${index}`} className="grid grid-cols-2 gap-2">
              <Shown picture={former} when="Before" onShow={setLarge} />
              <Shown picture={after} when="After" onShow={setLarge} />
            </li>
          ))}
        </ul>
      )}
      {alone.length > 0 && (
        <ul aria-label="Pictures" className="grid grid-cols-[repeat(auto-fill,minmax(200px,1fr))] gap-2">
          {alone.map((picture, index) => (
            <li key={`${picture.blob}:${index}`} className="min-w-0">
              <Shown picture={picture} onShow={setLarge} />
            </li>
          ))}
        </ul>
      )}
      <details className="mt-2 text-small text-text-2">
        <summary className="text-text-3">
          {[
            `${steps.length} ${steps.length === 1 ? "step" : "steps"}`,
            ...(reported.length === 0 ? [] : [`${reported.length} reported by the page`]),
            ...(browser === undefined ? [] : [visibleText(browser)]),
            ...(commit === undefined ? [] : [commit.slice(0, 10)]),
            ...(uncommitted === undefined
              ? []
              : [`${uncommitted} ${uncommitted === 1 ? "file" : "files"} not committed`]),
          ].join(" · ")}
        </summary>
        <ol aria-label="Steps" className="mt-1">
          {steps.map(({ does, status, error }, index) => (
            <li key={index} className={status === "failed" ? "text-red" : undefined}>
              <span aria-label={status} role="img" className="mono mr-1.5">
                {marks[status]}
              </span>
              {visibleText(does)}
              {error !== undefined && <span className="block pl-5 break-words">{visibleText(error)}</span>}
            </li>
          ))}
        </ol>
        {reported.length > 0 && (
          <ul aria-label="Reported by the page" className="mt-1">
            {reported.map(({ level, text }, index) => (
              <li key={index} className="mono break-words">
                {visibleText(`${level}: ${text}`)}
              </li>
            ))}
          </ul>
        )}
      </details>
      {large !== undefined && (
        <Dialog open onClose={() => setLarge(undefined)} label={visibleText(large.about)} className="p-2">
          <KeptImage blobId={large.blob} name={visibleText(large.about)} className="max-h-[80vh] max-w-[86vw]" />
        </Dialog>
      )}
    </section>
  );
}

/** One picture, small, with what it shows; a press shows it large. */
function Shown({
  picture,
  when,
  onShow,
}: {
  readonly picture: Picture;
  readonly when?: "Before" | "After";
  readonly onShow: (picture: Picture) => void;
}) {
  const about = visibleText(picture.about);
  return (
    <div className="min-w-0">
      {when !== undefined && <p className="mb-0.5 text-small text-text-3">{when}</p>}
      <button
        type="button"
        aria-label={when === undefined ? `Show ${about}` : `Show ${when.toLowerCase()}: ${about}`}
        onClick={() => onShow(picture)}
        className="block w-full rounded-3"
      >
        <KeptImage blobId={picture.blob} name="" className={when === undefined ? "h-32 w-full" : "h-48 w-full"} />
      </button>
      <p className="mt-0.5 line-clamp-2 text-small text-text-2">{about}</p>
    </div>
  );
}
