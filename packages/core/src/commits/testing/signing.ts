import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { git, write } from "../../git/testing/repository.ts";

/** A key of ssh for the person, and git set up to sign with it. */
export function signWithSsh(at: { readonly folder: string; readonly root: string }, passphrase = ""): void {
  const key = join(at.folder, "key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "ada", "-f", key]);
  write(at.folder, { allowed: `ada@example.org ${readFileSync(`${key}.pub`, "utf8")}` });
  const settings = {
    "commit.gpgSign": "true",
    "gpg.format": "ssh",
    "user.signingKey": key,
    "gpg.ssh.allowedSignersFile": join(at.folder, "allowed"),
  };
  for (const [name, value] of Object.entries(settings)) git(at.root, "config", name, value);
}
