// Heap profiles: the setting is chosen from a file dialog, and the server's list of the hottest findings is shown.

import { commands, ConfigurationTarget, Range, Uri, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** A finding that the profile has samples of, as the server's `escapelens.hottest` lists it. */
interface Hot {
  location: { uri: string; range: { start: Place; end: Place } };
  code: string;
  function: string;
  message: string;
  share: number;
  profile: string;
  fixes: string[];
}

interface Place {
  line: number;
  character: number;
}

const SETTING = "profile";

export async function useProfile(): Promise<void> {
  const folder = workspace.workspaceFolders?.[0];
  const [file] = (await window.showOpenDialog({
    title: "Heap Profile",
    openLabel: "Use Heap Profile",
    defaultUri: folder?.uri,
    filters: { "Heap profiles": ["pprof", "prof", "out", "gz", "mem", "pb"], "All files": ["*"] },
  })) ?? [];
  if (file) {
    await set(workspace.asRelativePath(file, false));
  }
}

export function dropProfile(): Promise<void> {
  return set(undefined);
}

async function set(path: string | undefined): Promise<void> {
  const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await workspace.getConfiguration("escapelens").update(SETTING, path, target);
}

export async function showHottest(client: LanguageClient | undefined): Promise<void> {
  if (!client?.isRunning()) {
    return;
  }
  const found = (await client.sendRequest("workspace/executeCommand", { command: "escapelens.hottest" })) as Hot[];
  if (!found.length) {
    const use = "Use Heap Profile…";
    const none = workspace.getConfiguration("escapelens").get<string>(SETTING)
      ? "The heap profile has no sample of what is analysed here."
      : "There is no heap profile.";
    if ((await window.showInformationMessage(`Escape Lens: ${none}`, use)) === use) {
      await useProfile();
    }
    return;
  }
  const items = found.map((hot) => ({
    label: `$(${hot.fixes.length ? "lightbulb" : "flame"}) ${percent(hot.share)}  ${hot.message}`,
    description: `${hot.function} · ${hot.code}`,
    detail: [hot.profile, ...hot.fixes].join(" · "),
    hot,
  }));
  const chosen = await window.showQuickPick(items, {
    title: "Hottest Findings",
    placeHolder: "By their share of the heap profile, those with a fix first",
    matchOnDescription: true,
  });
  if (chosen) {
    const { start, end } = chosen.hot.location.range;
    const selection = new Range(start.line, start.character, end.line, end.character);
    await window.showTextDocument(Uri.parse(chosen.hot.location.uri), { selection });
    if (chosen.hot.fixes.length) {
      await commands.executeCommand("editor.action.quickFix");
    }
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
