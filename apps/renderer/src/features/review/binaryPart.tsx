import type { BinaryVersion } from "@flightdeck/contract";
import { clsx } from "clsx";
import { useEffect, useMemo, useState } from "react";
import { useApp, useSelect } from "../../app.tsx";
import { type Failure, readFailure } from "../../client.ts";
import { fileSize } from "../../ui/fileSize.ts";
import type { LineAnnotation, ReviewPart } from "./parts.ts";
import { useReview } from "./parts.ts";

/** Files that are no text: both versions side by side, pictures as pictures. */
export const binaryPart: ReviewPart = {
  useAnnotations() {
    const files = useSelect(useReview().store, (state) => state.diff?.files);
    return useMemo(
      () =>
        (files ?? []).flatMap(({ path, binary, version, kind }): readonly LineAnnotation[] =>
          binary
            ? [
                {
                  key: `binary ${path}`,
                  path,
                  side: kind === "deleted" ? "old" : "new",
                  startLine: 0,
                  endLine: 0,
                  render: () => <BothVersions key={version} path={path} />,
                },
              ]
            : [],
        ),
      [files],
    );
  },
};

interface Versions {
  readonly old?: BinaryVersion;
  readonly new?: BinaryVersion;
}

function BothVersions({ path }: { readonly path: string }) {
  const { client } = useApp();
  const { threadId, store } = useReview();
  const [found, setFound] = useState<Versions>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    const life = new AbortController();
    const { scope, diff } = store.getState();
    client.review.binary({ threadId, scope, path, fingerprint: diff?.fingerprint }, { signal: life.signal }).then(
      (versions) => !life.signal.aborted && setFound(versions),
      (error: unknown) => !life.signal.aborted && setFailure(readFailure(error)),
    );
    return () => life.abort();
  }, [client, threadId, store, path]);
  if (failure !== undefined) return <p className="px-3 py-2 text-small text-text-3">{failure.message}</p>;
  // As high from the first moment on as in the end, so that nothing below moves.
  const height = pictureName.test(path) ? "min-h-60" : "min-h-8";
  if (found === undefined) return <div className={height} />;
  const both = found.old !== undefined && found.new !== undefined;
  return (
    <div className={clsx("grid", height, both && "grid-cols-2 divide-x divide-line")}>
      {found.old && <Version name="Before" version={found.old} />}
      {found.new && <Version name="After" version={found.new} />}
    </div>
  );
}

const pictureName = /\.(?:png|jpe?g|gif|webp)$/i;

function Version({ name, version: { size, picture } }: { readonly name: string; readonly version: BinaryVersion }) {
  return (
    <figure className="flex min-w-0 flex-col">
      <figcaption className="flex gap-2 px-3 py-1.5 text-small">
        <span className="font-medium">{name}</span>
        <span className="text-text-3 tabular-nums">
          {picture && `${picture.width} × ${picture.height}, `}
          {fileSize(size)}
        </span>
      </figcaption>
      {picture !== undefined && (
        <div className="grid flex-1 place-items-center bg-sunken p-3">
          <img
            alt={name}
            src={`data:${picture.type};base64,${picture.base64}`}
            className="max-h-80 max-w-full object-contain"
          />
        </div>
      )}
    </figure>
  );
}
