import type { ForgeRepository } from "./forge.ts";

const part = /^[\w.-]+$/;

/** The repository at a forge that a remote's address names: an address of the web, of ssh, or ssh's short form. */
export function repositoryAt(url: string): ForgeRepository | undefined {
  const short = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)\/?([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(url);
  const long = /^(?:https?|ssh|git):\/\/(?:[^/@]*@)?([\w.-]+)(?::\d+)?\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(url);
  const [, host = "", owner = "", name = ""] = short ?? long ?? [];
  // A name that begins with a dash would be an option where it is handed on, and one letter is a disk.
  if (host.length < 2 || ![host, owner, name].every((each) => part.test(each) && !/^[-.]/.test(each))) return undefined;
  return { host: host.toLowerCase().replace(/^(?:www|ssh)\.(?=github\.com$)/, ""), owner, name };
}

/** Whether GitHub itself is at a host. Others may be of a company's own: `gh` knows those that it is signed in to. */
export const isGitHub = (host: string): boolean => host === "github.com" || host.endsWith(".ghe.com");

/** Forges that are not GitHub's kind, so that nobody needs to ask `gh` about them. */
export const isOther = (host: string): boolean =>
  /(?:^|\.)(?:gitlab|bitbucket|codeberg|gitea|forgejo|sr|azure|visualstudio)\b/.test(host) || host === "localhost";
