import { createStore, type StoreApi } from "zustand/vanilla";

/** Something to know that has no place of its own on screen. */
export interface Toast {
  readonly id: number;
  readonly tone: "plain" | "bad";
  readonly title: string;
  readonly detail?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface ToastStore extends Pick<StoreApi<readonly Toast[]>, "getState" | "subscribe"> {
  readonly add: (toast: Omit<Toast, "id">) => void;
  readonly dismiss: (id: number) => void;
}

export function createToasts(): ToastStore {
  const store = createStore<readonly Toast[]>(() => []);
  let last = 0;
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    add(toast) {
      last += 1;
      // What is said again is said once, as the newest.
      const others = store.getState().filter(({ title, detail }) => title !== toast.title || detail !== toast.detail);
      store.setState([...others.slice(-2), { ...toast, id: last }], true);
    },
    dismiss: (id) =>
      store.setState(
        store.getState().filter((toast) => toast.id !== id),
        true,
      ),
  };
}
