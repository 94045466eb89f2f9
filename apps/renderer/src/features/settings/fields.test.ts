import { Settings } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { z } from "zod";
import { findFields, settingFields, unshown } from "./fields.ts";

/** What a schema holds once defaults and the like are taken off. */
function inner(type: z.core.$ZodType): z.core.$ZodType {
  if (type instanceof z.ZodDefault || type instanceof z.ZodPrefault || type instanceof z.ZodOptional)
    return inner(type.def.innerType);
  return type instanceof z.ZodPipe ? inner(type.def.out) : type;
}

/** Every key, with dots; a table of the person's own names is one. */
function keysOf(schema: z.core.$ZodType, path: readonly string[] = []): readonly string[] {
  const type = inner(schema);
  if (!(type instanceof z.ZodObject)) return [path.join(".")];
  return Object.entries(type.shape as z.ZodRawShape).flatMap(([key, value]) => keysOf(value, [...path, key]));
}

test("every key of config.toml has a field in the window, or a reason to have none", () => {
  const shown = settingFields.flatMap(({ paths }) => paths);
  expect([...shown, ...Object.keys(unshown)].toSorted()).toEqual(keysOf(Settings).toSorted());
});

test("a field is found by its name, its key and words beside it, those with the word in the name first", () => {
  const names = (typed: string) => findFields(typed).map(({ name }) => name);
  expect([names("dark"), names("compactAtPercent"), names("font term"), names("zzz"), names("")]).toEqual([
    ["Theme"],
    ["Make the conversation shorter"],
    ["Letters in terminals"],
    [],
    [],
  ]);
  expect(names("model")[0]).toBe("Model");
});
