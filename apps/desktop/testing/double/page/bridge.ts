// The context bridge between a preload's world and its page's: synchronous DOM events carry structured clones, functions
// cross as numbers and are proxied. The function is sent into both worlds as text: it uses nothing from outside.

type Packed =
  | { readonly kind: "function"; readonly id: number }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, Packed])[] }
  | { readonly kind: "value"; readonly value: unknown };

interface Call {
  readonly id: number;
  readonly call: number;
  readonly args: readonly Packed[];
}
type Answer = { readonly call: number; readonly now: boolean } & (
  | { readonly result: Packed }
  | { readonly error: string }
);

export function makeBridge(side: "page" | "preload"): { readonly expose: (key: string, api: object) => void } {
  const other = side === "page" ? "preload" : "page";
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const answers = new Map<number, Answer>();
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastFunction = 0;
  let lastCall = 0;

  const fire = (type: string, detail: unknown) =>
    document.dispatchEvent(new CustomEvent(`double:${other}:${type}`, { detail }));
  const on = <Detail>(type: string, listener: (detail: Detail) => void) =>
    document.addEventListener(`double:${side}:${type}`, (event) => listener((event as CustomEvent<Detail>).detail));

  const pack = (value: unknown): Packed => {
    if (typeof value === "function") {
      functions.set(++lastFunction, value as (...args: unknown[]) => unknown);
      return { kind: "function", id: lastFunction };
    }
    const plain =
      value !== null && typeof value === "object" && Object.getPrototypeOf(value)?.constructor?.name === "Object";
    return plain
      ? { kind: "object", entries: Object.entries(value).map(([key, item]) => [key, pack(item)] as const) }
      : { kind: "value", value };
  };
  const unpack = (packed: Packed): unknown => {
    switch (packed.kind) {
      case "function":
        return (...args: unknown[]) => call(packed.id, args);
      case "object":
        return Object.freeze(Object.fromEntries(packed.entries.map(([key, item]) => [key, unpack(item)])));
      case "value":
        return packed.value;
    }
  };
  const open = (answer: Answer): unknown => {
    if ("error" in answer) throw new Error(answer.error);
    return unpack(answer.result);
  };
  const call = (id: number, args: readonly unknown[]): unknown => {
    const number = ++lastCall;
    fire("call", { id, call: number, args: args.map(pack) } satisfies Call);
    const answer = answers.get(number);
    answers.delete(number);
    if (answer?.now) return open(answer);
    return new Promise((resolve, reject) => {
      waiting.set(number, (late) => {
        try {
          resolve(open(late));
        } catch (error) {
          reject(error);
        }
      });
    });
  };

  on("call", ({ id, call: number, args }: Call) => {
    const answer = (now: boolean, outcome: { result: Packed } | { error: string }) =>
      fire("answer", { call: number, now, ...outcome });
    const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
    try {
      const result = functions.get(id)?.(...args.map(unpack));
      if (!(result instanceof Promise)) answer(true, { result: pack(result) });
      else
        void result.then(
          (value) => answer(false, { result: pack(value) }),
          (error) => answer(false, { error: message(error) }),
        );
    } catch (error) {
      answer(true, { error: message(error) });
    }
  });
  on("answer", (answer: Answer) => {
    if (answer.now) answers.set(answer.call, answer);
    else waiting.get(answer.call)?.(answer);
    waiting.delete(answer.call);
  });
  if (side === "page")
    on("expose", ({ key, api }: { key: string; api: Packed }) =>
      Object.defineProperty(globalThis, key, { value: unpack(api), enumerable: true }),
    );
  return { expose: (key, api) => fire("expose", { key, api: pack(api) }) };
}
