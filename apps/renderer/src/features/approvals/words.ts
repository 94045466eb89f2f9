import type { ApprovalDecision, ApprovalRequest } from "@flightdeck/contract";

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
    }
  }
  switch (request.reason) {
    case "untrusted":
      return "Change these files?";
    case "outside":
      return "Change files outside its folder?";
    case "read_only":
      return "Change files in read-only mode?";
  }
}

/** What exactly it is about, in one line: the command, or the paths. */
export const subject = (request: ApprovalRequest): string =>
  request.kind === "command" ? request.command : request.paths.join(", ");

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
    }
  }
  switch (request.reason) {
    case "untrusted":
      return "Your word, as for every change in this thread";
    case "outside":
      return "To write outside of the thread's folder";
    case "read_only":
      return "To write, which this thread may not";
  }
}

/** What stands where the buttons stood. */
export const answered: Record<ApprovalDecision, string> = {
  approve: "Approved",
  approve_for_thread: "Approved for this thread",
  decline: "Declined",
  stop: "Stopping the turn",
};
