import { z } from "zod";
import { Settings } from "./settings.ts";

/** Every key of `config.toml` by its path with dots; a table of the person's own names is one. */
export const settingPaths = (): readonly string[] => pathsOf(Settings, []);

function pathsOf(schema: z.core.$ZodType, path: readonly string[]): readonly string[] {
  const type = inner(schema);
  if (!(type instanceof z.ZodObject)) return [path.join(".")];
  return Object.entries(type.shape as z.ZodRawShape).flatMap(([key, value]) => pathsOf(value, [...path, key]));
}

/** What a schema holds once defaults and the like are taken off. */
function inner(type: z.core.$ZodType): z.core.$ZodType {
  if (type instanceof z.ZodDefault || type instanceof z.ZodPrefault || type instanceof z.ZodOptional)
    return inner(type.def.innerType);
  return type instanceof z.ZodPipe ? inner(type.def.out) : type;
}
