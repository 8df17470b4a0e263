// Escape Lens for Go: starts the language server and shows what it is doing. Everything else is the protocol's.

import { commands, type ExtensionContext, LogLevel, type LogOutputChannel, window, workspace } from "vscode";
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn } from "vscode-languageclient/node";
import { findServer, isolated, probe, type ServerCommand } from "./server";
import { type Status, StatusItem } from "./status";

const HOW_TO = "Install the server with “pip install escapelens”, or set escapelens.server.path or escapelens.server.python.";

let home: string; // where processes are started: never a folder that is opened
let client: LanguageClient | undefined;
let log: LogOutputChannel;
let status: StatusItem;
let last: Status = { state: "idle", findings: 0 };
let shown = true;

export async function activate(context: ExtensionContext): Promise<void> {
  log = window.createOutputChannel("Escape Lens", { log: true });
  home = context.extensionPath;
  status = new StatusItem();
  context.subscriptions.push(
    log,
    status,
    commands.registerCommand("escapelens.restart", restart),
    commands.registerCommand("escapelens.showLog", () => log.show()),
    commands.registerCommand("escapelens.toggleFindings", toggle),
    workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("escapelens.server")) {
        await restart();
      }
    }),
    workspace.onDidGrantWorkspaceTrust(restart),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function start(): Promise<void> {
  let server: ServerCommand | undefined;
  try {
    server = findServer();
  } catch (error) {
    await explain(error instanceof Error ? error.message : String(error));
    return;
  }
  const trouble = server ? await probe(server, home) : "no escapelens command on PATH";
  if (!server || trouble) {
    await explain(trouble ?? "");
    return;
  }
  client = new LanguageClient(
    "escapelens",
    "Escape Lens",
    { command: server.command, args: server.args, options: isolated(home) },
    {
      documentSelector: [{ scheme: "file", language: "go" }],
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { ...workspace.getConfiguration("escapelens"), diagnostics: "push" },
      synchronize: { configurationSection: "escapelens" },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => {
          status.fail("The server has stopped. Run “Escape Lens: Restart Server”.");
          return { action: CloseAction.DoNotRestart };
        },
      },
    },
  );
  client.onNotification("escapelens/status", (params: Status) => {
    last = params;
    status.show(last, shown);
  });
  try {
    await client.start();
    status.show(last, shown);
    log.info(`server: ${[server.command, ...server.args].join(" ")}`);
  } catch (error) {
    await explain(error instanceof Error ? error.message : String(error));
  }
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  if (old?.isRunning()) {
    await old.stop();
  }
  await old?.dispose();
}

async function restart(): Promise<void> {
  await stop();
  shown = true;
  await start();
}

async function toggle(): Promise<void> {
  if (client?.isRunning()) {
    shown = (await client.sendRequest("workspace/executeCommand", { command: "escapelens.toggle" })) as boolean;
    status.show(last, shown);
  }
}

/** Say plainly what is wrong and what to do. */
async function explain(reason: string): Promise<void> {
  status.fail(reason);
  log.error(reason);
  if (log.logLevel === LogLevel.Off) {
    return;
  }
  const choice = await window.showErrorMessage(`Escape Lens: ${reason}. ${HOW_TO}`, "Open Settings", "Show Log");
  if (choice === "Open Settings") {
    await commands.executeCommand("workbench.action.openSettings", "escapelens.server");
  } else if (choice === "Show Log") {
    log.show();
  }
}
