// The item in the status bar: what the server is doing and how many findings it shows. A click opens a menu.

import { commands, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from "vscode";

export interface Status {
  state: "idle" | "analysing" | "partial" | "unsupported";
  findings: number;
}

const MENU: [string, string][] = [
  ["$(eye) Show or hide findings", "escapelens.toggleFindings"],
  ["$(flame) Show hottest findings", "escapelens.showHottest"],
  ["$(type-hierarchy) Show escape graph", "escapelens.showGraph"],
  ["$(graph) Use heap profile…", "escapelens.useProfile"],
  ["$(output) Show log", "escapelens.showLog"],
  ["$(debug-restart) Restart server", "escapelens.restart"],
  ["$(cloud-download) Set up server", "escapelens.setUp"],
  ["$(gear) Open settings", "workbench.action.openSettings"],
];

export class StatusItem {
  private readonly item: StatusBarItem;

  constructor() {
    this.item = window.createStatusBarItem("escapelens.status", StatusBarAlignment.Right, 90);
    this.item.name = "Escape Lens";
    this.item.command = "escapelens.menu";
  }

  /** What can be done; the title says how things are. */
  async menu(): Promise<void> {
    const items = MENU.map(([label, command]) => ({ label, command }));
    const chosen = await window.showQuickPick(items, { title: String(this.item.tooltip ?? "Escape Lens") });
    if (chosen) {
      await commands.executeCommand(chosen.command, "escapelens");
    }
  }

  show(status: Status, shown: boolean): void {
    const icon = { idle: "$(eye)", analysing: "$(sync~spin)", partial: "$(warning)", unsupported: "$(error)" };
    const count = shown ? String(status.findings) : "hidden";
    this.item.text = `${icon[status.state]} Escapes: ${count}`;
    this.item.tooltip = {
      idle: "Escape Lens",
      analysing: "Escape Lens is analysing",
      partial: "Escape Lens: part of the code could not be analysed (see Problems and the log)",
      unsupported: "Escape Lens: these settings can not be served (see the log)",
    }[status.state];
    this.item.backgroundColor = undefined;
    this.item.show();
  }

  fail(reason: string): void {
    this.item.text = "$(error) Escape Lens";
    this.item.tooltip = `Escape Lens: ${reason}`;
    this.item.backgroundColor = new ThemeColor("statusBarItem.errorBackground");
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
