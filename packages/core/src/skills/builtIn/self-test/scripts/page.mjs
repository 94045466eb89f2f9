import { setTimeout as wait } from "node:timers/promises";

/** Roles that a person clicks, types into or chooses from. */
const interactive = new Set(
  "button link checkbox radio switch tab menuitem menuitemcheckbox menuitemradio option textbox searchbox combobox listbox slider spinbutton treeitem".split(
    " ",
  ),
);
const plain = (text) =>
  String(text ?? "")
    .replace(/\s+/g, " ")
    .trim();

/** A target in words, as the report has it. */
export function wordsFor(target) {
  if (typeof target === "string") return `“${target}”`;
  if (target.url !== undefined) return `the address ${target.url}`;
  if (target.css !== undefined) return target.css;
  const named = [target.role, target.name === undefined ? undefined : `“${target.name}”`].filter(Boolean).join(" ");
  const valued = target.value === undefined ? "" : ` with the value “${target.value}”`;
  return `${named}${valued}${target.nth === undefined ? "" : ` (number ${target.nth})`}`;
}

const keys = {
  Enter: ["Enter", 13, "\r"],
  Tab: ["Tab", 9],
  Escape: ["Escape", 27],
  Backspace: ["Backspace", 8],
  Delete: ["Delete", 46],
  Space: ["Space", 32, " "],
  ArrowLeft: ["ArrowLeft", 37],
  ArrowUp: ["ArrowUp", 38],
  ArrowRight: ["ArrowRight", 39],
  ArrowDown: ["ArrowDown", 40],
  Home: ["Home", 36],
  End: ["End", 35],
  PageUp: ["PageUp", 33],
  PageDown: ["PageDown", 34],
};
const modifiers = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };

/** One page of the browser, looked at as assistive technology sees it, and used with real mouse and key events. */
export async function openPage({ pipe }, { viewport, colorScheme, onConsole, onDialog }) {
  const { targetId } = await pipe.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await pipe.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => pipe.send(method, params, sessionId);
  let crashed = false;
  let loads = 0;
  pipe.on((message) => {
    if (message.sessionId !== sessionId) return;
    const { method, params } = message;
    if (method === "Inspector.targetCrashed") crashed = true;
    else if (method === "Page.loadEventFired") loads += 1;
    else if (method === "Page.javascriptDialogOpening") {
      const answer = onDialog(params);
      send("Page.handleJavaScriptDialog", answer).catch(() => undefined);
    } else if (method === "Runtime.exceptionThrown") {
      const { exception, text, url, lineNumber } = params.exceptionDetails;
      onConsole({
        level: "exception",
        text: exception?.description ?? text,
        where: url ? `${url}:${lineNumber + 1}` : "",
      });
    } else if (method === "Runtime.consoleAPICalled" && ["error", "assert", "warning"].includes(params.type)) {
      const text = params.args.map((arg) => plain(arg.value ?? arg.description ?? arg.type)).join(" ");
      const frame = params.stackTrace?.callFrames[0];
      onConsole({
        level: params.type === "warning" ? "warning" : "error",
        text,
        where: frame === undefined ? "" : `${frame.url}:${frame.lineNumber + 1}`,
      });
    } else if (method === "Log.entryAdded" && params.entry.level === "error")
      onConsole({ level: "error", text: params.entry.text, where: params.entry.url ?? "" });
  });
  await Promise.all(
    ["Page", "Runtime", "DOM", "Accessibility", "Log", "Inspector"].map((name) => send(`${name}.enable`)),
  );
  await send("Emulation.setDeviceMetricsOverride", { ...viewport, deviceScaleFactor: 1, mobile: false });
  await send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-color-scheme", value: colorScheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ],
  });

  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result.value;
  };
  const text = async () => plain(await evaluate("document.body ? document.body.innerText : ''"));
  const address = () => evaluate("location.href");

  const outline = async () => {
    const { nodes } = await send("Accessibility.getFullAXTree");
    return nodes
      .filter(({ ignored, backendDOMNodeId }) => !ignored && backendDOMNodeId !== undefined)
      .map((node) => ({
        role: node.role?.value ?? "",
        name: plain(node.name?.value),
        value: plain(node.value?.value),
        id: node.backendDOMNodeId,
      }));
  };

  /** The nodes that a target may mean: those of the best kind alone. */
  const candidates = async (target) => {
    if (typeof target === "object" && target.css !== undefined) {
      const { root } = await send("DOM.getDocument", { depth: 0 });
      const { nodeIds } = await send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: target.css });
      const nodes = await Promise.all(nodeIds.map((nodeId) => send("DOM.describeNode", { nodeId })));
      return nodes.map(({ node }) => ({ id: node.backendNodeId, role: node.nodeName.toLowerCase(), name: "" }));
    }
    const wanted = plain(typeof target === "string" ? target : target.name);
    const all = await outline();
    if (typeof target === "object") {
      const fits = all.filter(
        (node) =>
          (target.role === undefined ? interactive.has(node.role) || node.name !== "" : node.role === target.role) &&
          (target.value === undefined || node.value === plain(target.value)),
      );
      if (target.name === undefined) return fits;
      const exact = fits.filter(({ name }) => name === wanted);
      return exact.length > 0 ? exact : fits.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
    }
    const kinds = [
      ({ role, name }) => interactive.has(role) && name === wanted,
      ({ role, name }) => role === "StaticText" && name === wanted,
      ({ role, name }) => interactive.has(role) && name.toLowerCase().includes(wanted.toLowerCase()),
      ({ role, name }) => role === "StaticText" && name.toLowerCase().includes(wanted.toLowerCase()),
    ];
    for (const kind of kinds) {
      const found = all.filter(kind);
      if (found.length > 0) return found;
    }
    return [];
  };

  /** Tries until it holds or the time is over; a page that is being loaded anew has no state for a moment. */
  const until = async (what, milliseconds, attempt) => {
    const end = Date.now() + milliseconds;
    let last = "";
    for (;;) {
      if (crashed) throw new Error("The page crashed.");
      try {
        const found = await attempt();
        if (found !== undefined) return found;
      } catch (error) {
        if (/browser went away/.test(error.message)) throw error;
        last = error.message;
      }
      if (Date.now() >= end)
        throw new Error(`${what} in ${milliseconds / 1000} seconds${last === "" ? "" : `: ${last}`}`);
      await wait(100);
    }
  };

  /** The one node that is meant, on the screen. */
  const find = (target, milliseconds) =>
    until(`${wordsFor(target)} was not there`, milliseconds, async () => {
      const found = await candidates(target);
      if (found.length === 0) return undefined;
      const nth = typeof target === "object" ? target.nth : undefined;
      if (nth !== undefined) return found[nth - 1];
      if (found.length === 1) return found[0];
      const list = found.slice(0, 8).map(({ role, name }, index) => `${index + 1}: ${role} “${name}”`);
      throw new Error(`it means ${found.length}: ${list.join(", ")}. Give role and name, or nth`);
    });

  const on = async (id, body, ...args) => {
    const { object } = await send("DOM.resolveNode", { backendNodeId: id });
    const { result, exceptionDetails } = await send("Runtime.callFunctionOn", {
      objectId: object.objectId,
      functionDeclaration: body,
      arguments: args.map((value) => ({ value })),
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description?.split("\n")[0] ?? exceptionDetails.text);
    return result.value;
  };

  /** Where a person would click: in the middle, if nothing lies above it and it holds still. */
  const point = (target, milliseconds) =>
    until(`${wordsFor(target)} could not be clicked`, milliseconds, async () => {
      const { id } = await find(target, 0);
      await send("DOM.scrollIntoViewIfNeeded", { backendNodeId: id });
      const place = async () => {
        const { quads } = await send("DOM.getContentQuads", { backendNodeId: id });
        const quad = quads.find((each) => each.length === 8);
        if (quad === undefined) throw new Error("it is not on the screen");
        return { x: (quad[0] + quad[2] + quad[4] + quad[6]) / 4, y: (quad[1] + quad[3] + quad[5] + quad[7]) / 4 };
      };
      const { x, y } = await place();
      const blocked = await on(
        id,
        `function (x, y) {
          const element = this.nodeType === 1 ? this : this.parentElement;
          if (element.closest(":disabled, [aria-disabled=true]")) return "it is disabled";
          let top = document.elementFromPoint(x, y);
          while (top && top.shadowRoot && top.shadowRoot.elementFromPoint(x, y) && top.shadowRoot.elementFromPoint(x, y) !== top)
            top = top.shadowRoot.elementFromPoint(x, y);
          if (!top) return "it is outside of the window";
          const label = top.closest("label");
          if (element.contains(top) || top.contains(element) || (label && label.control === element)) return "";
          return "<" + top.tagName.toLowerCase() + (top.id ? " id=" + top.id : "") + "> lies above it";
        }`,
        x,
        y,
      );
      if (blocked !== "") throw new Error(blocked);
      await wait(30);
      const after = await place();
      return Math.abs(after.x - x) < 1 && Math.abs(after.y - y) < 1 ? after : undefined;
    });

  const click = async (target, milliseconds) => {
    const at = await point(target, milliseconds);
    const mouse = { ...at, button: "left", clickCount: 1 };
    await send("Input.dispatchMouseEvent", { ...mouse, type: "mouseMoved", button: "none" });
    await send("Input.dispatchMouseEvent", { ...mouse, type: "mousePressed" });
    await send("Input.dispatchMouseEvent", { ...mouse, type: "mouseReleased" });
  };

  const press = async (chord) => {
    const parts = chord === "+" ? ["+"] : chord.split("+");
    const name = parts.pop() || "+";
    const held = parts.reduce((sum, part) => {
      if (!(part in modifiers))
        throw new Error(`There is no key ${part}; before a + stand ${Object.keys(modifiers).join(", ")}`);
      return sum | modifiers[part];
    }, 0);
    const known = keys[name];
    if (known === undefined && [...name].length !== 1)
      throw new Error(`There is no key ${name}: a character, or one of ${Object.keys(keys).join(", ")}`);
    const [code, number, typed] = known ?? ["", name.toUpperCase().codePointAt(0), name];
    const key = { key: name === "Space" ? " " : name, code, windowsVirtualKeyCode: number, modifiers: held };
    const types = typed !== undefined && (held & ~modifiers.Shift) === 0;
    await send("Input.dispatchKeyEvent", {
      ...key,
      type: types ? "keyDown" : "rawKeyDown",
      ...(types ? { text: typed } : {}),
    });
    await send("Input.dispatchKeyEvent", { ...key, type: "keyUp" });
  };

  const fill = async (target, value, milliseconds) => {
    const { id } = await find(target, milliseconds);
    const typed = await on(
      id,
      `function (value) {
        const field = this.matches("input, textarea, select, [contenteditable]") ? this : this.querySelector("input, textarea, select, [contenteditable]");
        if (!field) throw new Error("it is no field");
        if (field.disabled || field.readOnly) throw new Error("it is disabled or only for reading");
        field.scrollIntoView({ block: "nearest" });
        field.focus();
        const changed = () => ["input", "change"].forEach((type) => field.dispatchEvent(new Event(type, { bubbles: true })));
        if (field.tagName === "SELECT") {
          const option = [...field.options].find((each) => each.label.trim() === value || each.value === value);
          if (!option) throw new Error("it has no option " + JSON.stringify(value) + ", but " + [...field.options].map((each) => each.label).join(", "));
          field.value = option.value;
          changed();
          return false;
        }
        if (field.type === "checkbox" || field.type === "radio" || field.type === "file") throw new Error("it is a " + field.type + ": click it instead");
        if (["date", "time", "datetime-local", "month", "week", "color", "range"].includes(field.type)) {
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, value);
          changed();
          return false;
        }
        if (field.select) field.select();
        else getSelection().selectAllChildren(field);
        return true;
      }`,
      value,
    );
    if (!typed) return;
    if (value === "") await press("Delete");
    else await send("Input.insertText", { text: value });
  };

  const see = (target, milliseconds) =>
    until(`${wordsFor(target)} was not seen`, milliseconds, async () => {
      if (typeof target === "string") return (await text()).includes(plain(target)) ? true : undefined;
      if (target.url !== undefined) return (await address()).includes(target.url) ? true : undefined;
      return (await candidates(target)).length > 0 ? true : undefined;
    });
  const gone = (target, milliseconds) =>
    until(`${wordsFor(target)} is still there`, milliseconds, async () => {
      if (typeof target === "string") return (await text()).includes(plain(target)) ? undefined : true;
      return (await candidates(target)).length === 0 ? true : undefined;
    });

  return {
    address,
    outline,
    see,
    gone,
    click,
    press,
    fill,
    goto: async (url, milliseconds) => {
      const before = loads;
      const { errorText } = await send("Page.navigate", { url });
      if (errorText !== undefined) throw new Error(`${url} was not loaded: ${errorText}`);
      const there = async () =>
        loads > before || (await evaluate("document.readyState")) === "complete" ? true : undefined;
      await until(`${url} was not loaded`, milliseconds, there);
    },
    picture: async (whole) => {
      // What was set in motion by the last step has come to rest after two frames.
      await send("Runtime.evaluate", {
        expression:
          "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))",
        awaitPromise: true,
      });
      const { data } = await send("Page.captureScreenshot", { format: "png", captureBeyondViewport: whole === true });
      return Buffer.from(data, "base64");
    },
  };
}
