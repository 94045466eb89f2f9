import { app } from "./app.ts";

interface ItemOptions {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly click?: (item: MenuItem) => void;
  readonly submenu?: readonly ItemOptions[];
  readonly [option: string]: unknown;
}

export class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly accelerator: unknown;
  readonly submenu: Menu | undefined;
  readonly type: unknown;
  checked: boolean;
  readonly #click: ((item: MenuItem) => void) | undefined;

  constructor({ id, label, role, click, submenu, type, checked, accelerator }: ItemOptions) {
    this.id = id;
    this.label = label ?? role ?? (type === "separator" ? type : "");
    this.accelerator = accelerator;
    this.type = type;
    this.checked = checked === true;
    this.role = role;
    this.submenu = submenu && Menu.buildFromTemplate(submenu);
    this.#click = click;
  }

  click(): void {
    if (this.type === "checkbox") this.checked = !this.checked;
    if (this.#click) this.#click(this);
    else if (this.role === "quit") app.quit();
  }
}

export class Menu {
  readonly items: readonly MenuItem[];
  static #application: Menu | null = null;

  constructor(items: readonly MenuItem[]) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly ItemOptions[]): Menu {
    return new Menu(template.map((options) => new MenuItem(options)));
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}
