import type { ApprovalRequest } from "@flightdeck/contract";

/** What is known to go wrong with requests of this kind. It only informs: what may run is decided elsewhere. */
export interface Risk {
  readonly level: "Medium" | "High";
  readonly words: string;
}

const start = String.raw`(?:^|[;&|(]\s*|\bsudo\s+(?:-\S+\s+)*|\bxargs\s+(?:-\S+\s+)*)`;
const command = (rest: string): RegExp => new RegExp(start + rest, "m");

/** The first that fits counts, the worst come first. */
const known: readonly (readonly [pattern: RegExp, level: Risk["level"], words: string])[] = [
  [/\b(?:curl|wget)\b[^\n;&]*\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/, "High", "runs a script from the network unread"],
  [command(String.raw`sudo\b`), "High", "runs as the administrator"],
  [command(String.raw`rm\s+(?:-\S*\s+)*-\S*[rf]`), "High", "deletes files without asking"],
  [
    command(String.raw`git\s+push\b[^\n;&|]*(?:\s--force\b|\s-f\b|\s\+\S)`),
    "High",
    "rewrites a branch that others may use",
  ],
  [
    command(String.raw`git\s+(?:reset\s+--hard|clean\s+-\S*f|checkout\s+--\s)`),
    "High",
    "drops changes that are not committed",
  ],
  [command(String.raw`(?:dd|mkfs\S*|shred|truncate)\s`), "High", "overwrites data"],
  [command(String.raw`(?:chmod|chown)\s+-R`), "Medium", "changes rights of many files"],
  [command(String.raw`git\s+push\b`), "Medium", "publishes commits"],
  [command(String.raw`(?:npm|pnpm|yarn|cargo|twine|gem)\s+publish\b`), "Medium", "publishes a package"],
  [
    command(String.raw`(?:kubectl|terraform|helm|aws|gcloud|az|fly|heroku)\s`),
    "Medium",
    "may change what runs elsewhere",
  ],
  [
    command(String.raw`(?:npm|pnpm|yarn|bun|pip3?|uv|cargo|gem|brew|apt(?:-get)?)\s+(?:install|i|ci|add|sync)\b`),
    "Medium",
    "installs from the network, and may run its scripts",
  ],
  [command(String.raw`(?:curl|wget|ssh|scp|rsync|nc)\s`), "Medium", "talks to the network"],
];

/** What to look out for, where a request is of a kind that is known; undefined says nothing about it. */
export function riskOf(request: ApprovalRequest): Risk | undefined {
  if (request.kind === "file_change") {
    return request.reason === "outside"
      ? { level: "Medium", words: "no checkpoint covers files out there" }
      : undefined;
  }
  if (request.kind === "budget" || request.kind === "terminal") return undefined;
  if (request.kind === "publish")
    return request.push?.replaces === undefined
      ? undefined
      : { level: "High", words: "rewrites a branch that others may use" };
  if (request.kind === "automation")
    return request.beyond.length === 0 ? undefined : { level: "High", words: request.beyond.join("; ") };
  // Inside the sandbox none of this gets far.
  if (request.reason === "untrusted") return undefined;
  const found = known.find(([pattern]) => pattern.test(request.command));
  return found && { level: found[1], words: found[2] };
}
