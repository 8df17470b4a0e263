// The item in the status bar: what the server is doing and how many findings it shows.

import { StatusBarAlignment, type StatusBarItem, ThemeColor, window } from "vscode";

export interface Status {
  state: "idle" | "analysing" | "partial" | "unsupported";
  findings: number;
}

export class StatusItem {
  private readonly item: StatusBarItem;

  constructor() {
    this.item = window.createStatusBarItem("escapelens.status", StatusBarAlignment.Right, 90);
    this.item.name = "Escape Lens";
    this.item.command = "escapelens.toggleFindings";
  }

  show(status: Status, shown: boolean): void {
    const icon = { idle: "$(eye)", analysing: "$(sync~spin)", partial: "$(warning)", unsupported: "$(error)" }[status.state];
    const count = shown ? String(status.findings) : "hidden";
    this.item.text = `${icon} Escapes: ${count}`;
    this.item.tooltip = {
      idle: "Escape Lens: click to show or hide findings",
      analysing: "Escape Lens is analysing",
      partial: "Escape Lens: part of the code could not be analysed (see Problems)",
      unsupported: "Escape Lens: this target or release cannot be analysed (see Output)",
    }[status.state];
    this.item.backgroundColor = undefined;
    this.item.show();
  }

  fail(reason: string): void {
    this.item.text = "$(error) Escape Lens";
    this.item.tooltip = reason;
    this.item.backgroundColor = new ThemeColor("statusBarItem.errorBackground");
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
