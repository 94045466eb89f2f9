import { type ApprovalDecision, type ApprovalRequest, requestSubject } from "@flightdeck/contract";

/** The question an approval asks, in a few words. */
export function question(request: ApprovalRequest): string {
  if (request.kind === "command") {
    switch (request.reason) {
      case "untrusted":
        return "Run this command?";
      case "escalate":
        return "Run outside the sandbox?";
      case "denied":
        return "Stopped by the sandbox. Run outside it?";
      case "no_sandbox":
        return "Run without a sandbox?";
      case "rule":
        return "A rule asks: run this command?";
      case "dangerous":
        return "Run this? It could do lasting harm";
    }
  }
  if (request.kind === "terminal") return "Let the agent read your terminal?";
  if (request.kind === "publish") return publishQuestion(request);
  if (request.kind === "automation") return "Create this automation?";
  if (request.kind === "budget") return "Go on and spend more?";
  switch (request.reason) {
    case "untrusted":
      return "Change these files?";
    case "outside":
      return "Change files outside its folder?";
    case "read_only":
      return "Change files in read-only mode?";
  }
}

type PublishRequest = Extract<ApprovalRequest, { kind: "publish" }>;

function publishQuestion({ push, pullRequest, commit }: PublishRequest): string {
  if (pullRequest !== undefined)
    return pullRequest.number === undefined
      ? `Publish this and open a ${pullRequest.draft ? "draft " : ""}pull request?`
      : `Publish this to pull request #${pullRequest.number}?`;
  if (push === undefined) return "Commit this as you?";
  return commit === undefined ? "Push this branch?" : "Commit and push this?";
}

function publishNeeds({ push, reason }: PublishRequest): string {
  if (reason === "rule") return "Your word: a rule wants you to be asked each time";
  return push === undefined
    ? "To commit as you; the repository's hooks run in the sandbox"
    : "To commit and push as you, with your keys; others can read it then";
}

/** Whether a yes can be good for the rest of the thread; one to more money is not, nor one to an automation. */
export const isRememberable = (request: ApprovalRequest): boolean =>
  request.kind !== "budget" && request.kind !== "automation";

/** What a yes is called. */
export const yesWords = (request: ApprovalRequest): string => (request.kind === "automation" ? "Create it" : "Approve");

/** What exactly it is about, in one line. */
export const subject = requestSubject;

/** What a yes gives away. */
export function needs(request: ApprovalRequest): string {
  if (request.kind === "command") {
    switch (request.reason) {
      case "untrusted":
        return "Your word; it stays inside the sandbox";
      case "escalate":
      case "denied":
        return "Everything you can reach: all files, the network";
      case "no_sandbox":
        return "Everything you can reach; this machine has no sandbox";
      case "rule":
        return "Your word: a rule wants you to be asked each time";
      case "dangerous":
        return "Everything you can reach; nothing confines this thread";
    }
  }
  if (request.kind === "terminal")
    return "To see what your terminals of this thread show; the model's provider gets it";
  if (request.kind === "publish") return publishNeeds(request);
  if (request.kind === "budget") return "More money than the limit that you set";
  if (request.kind === "automation") return "Your word: from then on it runs by itself, and costs what a run costs";
  switch (request.reason) {
    case "untrusted":
      return "Your word, as for every change in this thread";
    case "outside":
      return "To write outside of the thread's folder";
    case "read_only":
      return "To write, which this thread may not";
  }
}

const answers: Record<ApprovalDecision, string> = {
  approve: "Approved",
  approve_for_thread: "Approved for this thread",
  decline: "Declined",
  stop: "Stopping the turn",
};

/** What stands where the buttons stood. */
export const answered = (request: ApprovalRequest, decision: ApprovalDecision): string =>
  request.kind === "automation" && decision === "approve" ? "Created" : answers[decision];
