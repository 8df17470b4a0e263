// A function's list of costs: what the server's `escapelens.costs` answers when a lens above the function is clicked.

import { Range, Uri, window } from "vscode";

/** What is paid, most of it first. */
interface Cost {
  location: { uri: string; range: { start: Place; end: Place } };
  code: string;
  message: string;
  cost: string;
}

interface Place {
  line: number;
  character: number;
}

export const COSTS = "escapelens.costs";

export async function showCosts(found: Cost[]): Promise<void> {
  if (!found.length) {
    await window.showInformationMessage("Escape Lens: This function allocates nothing itself.");
    return;
  }
  const items = found.map((cost) => ({ label: cost.message, description: cost.code, detail: cost.cost, cost }));
  const chosen = await window.showQuickPick(items, {
    title: "What the Function Allocates",
    placeHolder: "What is paid most often first",
  });
  if (chosen) {
    const { start, end } = chosen.cost.location.range;
    const selection = new Range(start.line, start.character, end.line, end.character);
    await window.showTextDocument(Uri.parse(chosen.cost.location.uri), { selection });
  }
}
