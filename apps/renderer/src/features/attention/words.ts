import type { ApprovalRequest } from "@flightdeck/contract";

/** The question an approval asks, in a few words. */
export function question(request: ApprovalRequest): string {
  switch (request.kind) {
    case "command":
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
      break;
    case "file_change":
      switch (request.reason) {
        case "untrusted":
          return "Change these files?";
        case "outside":
          return "Change files outside its folder?";
        case "read_only":
          return "Change files in read-only mode?";
      }
  }
}

/** What exactly it is about: the command, or the paths. */
export const subject = (request: ApprovalRequest): string =>
  request.kind === "command" ? request.command : request.paths.join(", ");
