import type { ApprovalRequest } from "@flightdeck/contract";
import { fileSize } from "../../ui/fileSize.ts";
import { visibleName, visibleText } from "../../ui/visibleText.ts";

type PublishRequest = Extract<ApprovalRequest, { kind: "publish" }>;

/** All that would leave the thread's folder, as it would stand there: the commit, the branch, the pull request. */
export function PublishSubject({ id, request }: { readonly id: string; readonly request: PublishRequest }) {
  const { branch, newBranch, commit, push, pullRequest, pictures } = request;
  return (
    <div
      id={id}
      tabIndex={0}
      role="group"
      aria-label="What is published"
      className="max-h-64 overflow-auto border-t border-amber-line bg-sunken px-2.5 py-[7px] leading-[18px] focus-visible:-outline-offset-2"
    >
      {commit !== undefined && (
        <Part name={`Commit ${files(commit.fileCount)}`}>
          <pre className="break-words whitespace-pre-wrap text-text-1">{visibleText(commit.message)}</pre>
          <ul aria-label="Files" className="mt-1">
            {commit.files.map((path) => (
              <li key={path} className="mono truncate text-text-2" title={path}>
                {visibleName(path)}
              </li>
            ))}
            {commit.fileCount > commit.files.length && (
              <li className="text-text-3">and {commit.fileCount - commit.files.length} more</li>
            )}
          </ul>
        </Part>
      )}
      <Part name={newBranch ? "On a new branch" : "On"}>
        <span className="mono break-all text-text-1">{visibleName(branch)}</span>
      </Part>
      {push !== undefined && (
        <Part name="Push">
          <span className="text-text-1">
            to {visibleName(push.remote)}, <span className="mono break-all">{visibleName(push.url)}</span>
            {push.commits > 0 && `, with ${push.commits} ${push.commits === 1 ? "commit" : "commits"} made before`}
            {push.replaces !== undefined && `, in place of ${push.replaces.slice(0, 10)}`}
          </span>
        </Part>
      )}
      {pictures !== undefined && (
        <Part name="Pictures of self-tests">
          <span className="text-text-1">
            {pictures.count} {pictures.count === 1 ? "picture" : "pictures"} ({fileSize(pictures.bytes)}) to{" "}
            {visibleName(push?.remote ?? "the remote")}, branch{" "}
            <span className="mono break-all">{visibleName(pictures.branch)}</span>. They are those that this thread
            shows as evidence; whoever can read the repository sees them there.
          </span>
        </Part>
      )}
      {pullRequest !== undefined && (
        <Part
          name={
            pullRequest.number === undefined
              ? `${pullRequest.draft ? "Draft pull" : "Pull"} request into ${visibleName(pullRequest.base)}`
              : `Pull request #${pullRequest.number}`
          }
        >
          <p className="font-strong text-text-1">{visibleText(pullRequest.title)}</p>
          {pullRequest.number === undefined && (
            <pre className="mt-1 break-words whitespace-pre-wrap text-text-2">{visibleText(pullRequest.body)}</pre>
          )}
          {pullRequest.section !== undefined && (
            <>
              <p className="mt-1 text-text-2">The evidence in its text becomes this; the rest of it stays as it is.</p>
              <pre className="mt-1 break-words whitespace-pre-wrap text-text-2">{visibleText(pullRequest.section)}</pre>
            </>
          )}
        </Part>
      )}
    </div>
  );
}

const files = (count: number): string => `${count} ${count === 1 ? "file" : "files"}`;

const Part = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div className="mb-2 last:mb-0">
    <p className="text-small text-text-3">{name}</p>
    {children}
  </div>
);
