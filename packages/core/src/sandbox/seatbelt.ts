import { rulesOf } from "./policy.ts";
import type { SandboxPolicy } from "./types.ts";

/** A path as a string of the profile language. */
const quoted = (path: string): string => `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** What any program needs to start and that changes nothing outside itself. */
const base = `(version 1)
(deny default)
(allow process-exec process-fork)
(allow signal (target same-sandbox))
(allow process-info* (target same-sandbox))
(allow sysctl-read)
(allow user-preference-read)
(allow ipc-posix-sem ipc-posix-shm)
(allow pseudo-tty)
(allow mach-lookup
  (global-name "com.apple.system.opendirectoryd.libinfo")
  (global-name "com.apple.system.logger")
  (global-name "com.apple.SystemConfiguration.configd")
  (global-name "com.apple.PowerManagement.control"))
(allow file-read*)
(allow file-write-data file-ioctl
  (literal "/dev/null") (literal "/dev/zero") (literal "/dev/tty") (literal "/dev/ptmx") (regex #"^/dev/ttys[0-9]+$")
  (literal "/dev/stdout") (literal "/dev/stderr") (subpath "/dev/fd"))`;

const access = {
  write: (path: string) => `(allow file-read* file-write* (subpath ${path}))`,
  read: (path: string) => `(allow file-read* (subpath ${path}))\n(deny file-write* (subpath ${path}))`,
  none: (path: string) => `(deny file-read* file-write* (subpath ${path}))`,
};

/**
 * The policy in the profile language of macOS. Later rules win, so they go from the outermost path to the innermost;
 * a missing protected path is covered as well, since a rule needs no file.
 */
export function seatbeltProfile(policy: SandboxPolicy, temporary: string): string {
  const network = policy.network
    ? '(allow network*)\n(allow mach-lookup (global-name "com.apple.trustd.agent") (global-name "com.apple.dnssd.service"))'
    : "(deny network*)";
  const rules = rulesOf(policy).map((rule) => access[rule.access](quoted(rule.path)));
  return [base, network, access.write(quoted(temporary)), ...rules, ""].join("\n");
}
