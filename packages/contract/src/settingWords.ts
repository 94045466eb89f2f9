import type { z } from "zod";

const types: Readonly<Record<string, string>> = {
  string: "text in quotes",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a table",
  record: "a table",
};
const units: Readonly<Record<string, string>> = { string: " characters", array: " entries" };

/** What is wrong with a setting, as it is said beside its field and of its line in the file. */
export function settingWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "too_big":
      return `At most ${issue.maximum}${units[issue.origin] ?? ""}`;
    case "too_small":
      if (issue.origin === "string" && issue.minimum === 1) return "Must not be empty";
      return `${issue.inclusive === false ? "More than" : "At least"} ${issue.minimum}${units[issue.origin] ?? ""}`;
    case "invalid_value":
      return `One of: ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return `Must be ${types[issue.expected] ?? issue.expected}`;
    default:
      return issue.message;
  }
}
