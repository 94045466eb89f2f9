import type { Check, PullRequest } from "@flightdeck/contract";

/** A repository at a forge. */
export interface ForgeRepository {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

export interface NewPullRequest {
  readonly title: string;
  readonly body: string;
  readonly base: string;
  readonly branch: string;
  readonly draft: boolean;
}

/**
 * Where a repository's pull requests are. Every method asks over the network and rejects with `forge_missing`,
 * `forge_unauthorized`, `forge_limited`, `forge_failed`. What it answers with is text of others, bounded in size.
 */
export interface Forge {
  /** As a person knows it. */
  readonly name: string;
  /** The number of the open pull request of a branch of this very repository. */
  find(branch: string, signal?: AbortSignal): Promise<number | undefined>;
  /** Undefined when there is none of this number. */
  read(number: number, signal?: AbortSignal): Promise<PullRequest | undefined>;
  /** Answers with its number; of a branch that has one already, with that one's. Also `pull_request_refused`. */
  create(made: NewPullRequest, signal?: AbortSignal): Promise<number>;
  /** The text of one, whole. */
  body(number: number, signal?: AbortSignal): Promise<string>;
  /** Puts another text in its place. */
  setBody(number: number, body: string, signal?: AbortSignal): Promise<void>;
  /** Where a picture of a commit is shown to whoever may read the repository. */
  pictureUrl(commit: string, path: string): string;
  /** The end of a check's log, plain text; undefined where there is none to read. */
  logTail(check: Check, signal?: AbortSignal): Promise<string | undefined>;
}
