// Structured clone as JSON, for both sides of a page's binding. The function is also sent into pages as text: it uses
// nothing from outside.

export type Encoded =
  | null
  | string
  | boolean
  | number
  | readonly Encoded[]
  | { readonly $: string; readonly v?: unknown };

export interface Codec {
  readonly encode: (value: unknown) => Encoded;
  readonly decode: (encoded: Encoded) => unknown;
}

export function makeCodec(): Codec {
  const uncloneable = () => new Error("An object could not be cloned.");
  const toBase64 = (bytes: Uint8Array) => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  };
  const fromBase64 = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

  const encode = (value: unknown): Encoded => {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) ? value : { $: "number", v: String(value) };
      case "bigint":
        return { $: "bigint", v: String(value) };
      case "undefined":
        return { $: "undefined" };
      case "function":
      case "symbol":
        throw uncloneable();
      case "object":
        return value === null ? null : encodeObject(value);
    }
  };
  const encodeObject = (value: object): Encoded => {
    if (Array.isArray(value)) return value.map(encode);
    if (value instanceof Date) return { $: "date", v: value.getTime() };
    if (value instanceof Map) return { $: "map", v: [...value].map(([key, item]) => [encode(key), encode(item)]) };
    if (value instanceof Set) return { $: "set", v: [...value].map(encode) };
    if (value instanceof Error) return { $: "error", v: { name: value.name, message: value.message } };
    if (value instanceof ArrayBuffer) return { $: "buffer", v: toBase64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value))
      return { $: "bytes", v: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
    if (value instanceof Promise || value instanceof WeakMap) throw uncloneable();
    return { $: "object", v: Object.entries(value).map(([key, item]) => [key, encode(item)]) };
  };

  const decode = (encoded: Encoded): unknown => {
    if (encoded === null || typeof encoded !== "object") return encoded;
    if (Array.isArray(encoded)) return encoded.map(decode);
    const { $: kind, v } = encoded as { $: string; v?: unknown };
    switch (kind) {
      case "number":
        return Number(v);
      case "bigint":
        return BigInt(v as string);
      case "date":
        return new Date(v as number);
      case "map":
        return new Map((v as [Encoded, Encoded][]).map(([key, item]) => [decode(key), decode(item)]));
      case "set":
        return new Set((v as Encoded[]).map(decode));
      case "error":
        return Object.assign(new Error((v as Error).message), { name: (v as Error).name });
      case "buffer":
        return fromBase64(v as string).buffer;
      case "bytes":
        return fromBase64(v as string);
      case "object":
        return Object.fromEntries((v as [string, Encoded][]).map(([key, item]) => [key, decode(item)]));
      default:
        return undefined;
    }
  };
  return { encode, decode };
}
