import { expect, test } from "vitest";
import { type Environment, environmentContext, personMessage } from "./index.ts";

const environment: Environment = {
  cwd: "/home/ada/a <b> & c",
  platform: "linux",
  shell: "bash",
  date: "2026-11-21",
  timezone: "Europe/Berlin",
  sandbox: "workspace-write",
  approval: "on-request",
  network: false,
  branch: "agent/fix",
};

test("the environment is told in one message, the same text for the same facts", () => {
  const expected = personMessage(`<environment_context>
<cwd>/home/ada/a &lt;b&gt; &amp; c</cwd>
<platform>linux</platform>
<shell>bash</shell>
<date>2026-11-21</date>
<timezone>Europe/Berlin</timezone>
<sandbox>workspace-write</sandbox>
<network>off</network>
<approval>on-request</approval>
<branch>agent/fix</branch>
</environment_context>`);
  expect(environmentContext(environment)).toEqual(expected);
  expect(JSON.stringify(environmentContext({ ...environment }))).toBe(JSON.stringify(expected));
});
