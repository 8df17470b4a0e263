// The escape graph of the function at the cursor, in a view beside the editor: a click on a node shows its source, the
// wheel with Ctrl or Cmd makes it larger and smaller. A wide one is made to fit, as long as it can be read. What is saved, or
// known of dependencies later, is drawn anew.

import { Range, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

/** What the server's `escapelens.graph` answers: a picture, or why there is none. */
interface Drawn {
  function?: string;
  svg?: string;
  trouble?: string;
}

type Place = [uri: string, line: number];

let panel: WebviewPanel | undefined;
let shown: { place: Place; drawn: Drawn } | undefined;

export async function showGraph(client: LanguageClient | undefined): Promise<void> {
  const editor = window.activeTextEditor;
  if (!client?.isRunning() || editor?.document.languageId !== "go") {
    return;
  }
  const place: Place = [editor.document.uri.toString(), editor.selection.active.line];
  const drawn = await draw(client, place);
  if (!drawn.svg) {
    void window.showInformationMessage(`Escape Lens: ${drawn.trouble}`);
    return;
  }
  if (!panel) {
    panel = window.createWebviewPanel(
      "escapelens.graph",
      "Escape Graph",
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [] },
    );
    panel.onDidDispose(() => (panel = shown = undefined));
    panel.webview.onDidReceiveMessage(jump);
  }
  panel.title = `Escape Graph: ${drawn.function}`;
  panel.webview.html = page(drawn.svg);
  panel.reveal(undefined, true);
  shown = { place, drawn };
}

/** After an analysis: the function's picture as it is now, unless lines have moved and another function stands there. */
export async function redrawGraph(client: LanguageClient): Promise<void> {
  const before = shown;
  if (!before || !panel?.visible) {
    return;
  }
  const drawn = await draw(client, before.place);
  const isNews = drawn.function === before.drawn.function && drawn.svg !== before.drawn.svg;
  if (drawn.svg && isNews && shown === before && panel) {
    panel.webview.html = page(drawn.svg);
    shown = { place: before.place, drawn };
  }
}

function draw(client: LanguageClient, place: Place): Promise<Drawn> {
  return client.sendRequest("workspace/executeCommand", { command: "escapelens.graph", arguments: place });
}

/** Links are `file:///path#L12`. */
async function jump(link: unknown): Promise<void> {
  const [, file, line] = /^(file:.*)#L(\d+)$/.exec(String(link)) ?? [];
  if (file) {
    const at = Number(line) - 1;
    await window.showTextDocument(Uri.parse(file), { viewColumn: ViewColumn.One, selection: new Range(at, 0, at, 0) });
  }
}

function page(svg: string): string {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<style>body { padding: 0 } svg { display: block; --paper: var(--vscode-editor-background) !important }</style>
</head>
<body class="graph">${svg}
<script nonce="${nonce}">
const vscode = acquireVsCodeApi();
const picture = document.querySelector("svg");
const { width, height } = picture.viewBox.baseVal;
let scale = Math.min(1, Math.max(0.6, innerWidth / width));
function show() {
  picture.setAttribute("width", width * scale);
  picture.setAttribute("height", height * scale);
}
show();
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link) {
    event.preventDefault();
    vscode.postMessage(link.getAttribute("href"));
  }
});
document.addEventListener("wheel", (event) => {
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    scale = Math.min(3, Math.max(0.2, scale * Math.exp(-event.deltaY / 400)));
    show();
  }
}, { passive: false });
</script>
</body>
</html>`;
}
