import { expect, test } from "vitest";
import { isGitHub, isOther, repositoryAt } from "./repository.ts";

const harbour = { host: "github.com", owner: "acme", name: "harbour" };

test.each([
  ["https://github.com/acme/harbour.git", harbour],
  ["https://ada:token@github.com/acme/harbour", harbour],
  ["https://www.github.com/acme/harbour/", harbour],
  ["git@github.com:acme/harbour.git", harbour],
  ["ssh://git@ssh.github.com:443/acme/harbour.git", harbour],
  ["git://GitHub.com/acme/harbour", harbour],
  ["git@work:acme/a.b-c.git", { host: "work", owner: "acme", name: "a.b-c" }],
  ["/srv/acme/harbour.git", undefined],
  ["../harbour", undefined],
  ["C:/acme/harbour", undefined],
  ["https://github.com/-R/harbour", undefined],
  ["https://github.com/acme/har bour", undefined],
  ["https://github.com/acme/group/harbour", undefined],
  ["ext::sh -c touch", undefined],
])("%s names the repository that it is", (url, repository) => {
  expect(repositoryAt(url)).toEqual(repository);
});

test("hosts are GitHub's own, another kind of forge, or to be asked about", () => {
  const hosts = ["github.com", "acme.ghe.com", "gitlab.com", "gitlab.acme.example", "codeberg.org", "git.acme.example"];
  expect(hosts.map((host) => [isGitHub(host), isOther(host)])).toEqual([
    [true, false],
    [true, false],
    [false, true],
    [false, true],
    [false, true],
    [false, false],
  ]);
});
