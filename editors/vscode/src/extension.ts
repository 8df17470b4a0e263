// Escape Lens for Go: starts the language server and shows what it is doing. Everything else is the protocol's.

import { commands, type ExtensionContext, type LogOutputChannel, window, workspace } from "vscode";
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";
import { COSTS, showCosts } from "./costs";
import { redrawGraph, showGraph } from "./graph";
import { dropProfile, showHottest, useProfile } from "./profile";
import { findServer, isolated, probe } from "./server";
import { Setup } from "./setup";
import { type Status, StatusItem } from "./status";
import { Tracing } from "./tracing";

const CRASHES = 4; // so many within so long, and the server is not started again by itself
const CRASHES_MS = 180_000;

let home: string; // where processes are started: never a folder that is opened
let setup: Setup;
let tracing: Tracing;
let client: LanguageClient | undefined;
let log: LogOutputChannel;
let status: StatusItem;
let last: Status = { state: "idle", findings: 0 };
let shown = true;
let crashes: number[] = [];
let turn: Promise<void> = Promise.resolve(); // one start or stop at a time

export function activate(context: ExtensionContext): void {
  log = window.createOutputChannel("Escape Lens", { log: true });
  home = context.extensionPath;
  setup = new Setup(context, log);
  tracing = new Tracing(log);
  status = new StatusItem();
  context.subscriptions.push(
    log,
    status,
    tracing,
    commands.registerCommand("escapelens.menu", () => status.menu()),
    commands.registerCommand("escapelens.restart", restart),
    commands.registerCommand("escapelens.setUp", setUp),
    commands.registerCommand("escapelens.showLog", () => log.show()),
    commands.registerCommand("escapelens.toggleFindings", toggle),
    commands.registerCommand("escapelens.useProfile", useProfile),
    commands.registerCommand("escapelens.dropProfile", dropProfile),
    commands.registerCommand("escapelens.showHottest", () => showHottest(client)),
    commands.registerCommand("escapelens.showGraph", () => showGraph(client)),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("escapelens.server")) {
        void restart();
      }
    }),
    workspace.onDidGrantWorkspaceTrust(restart),
  );
  void restart();
}

export async function deactivate(): Promise<void> {
  await (turn = turn.then(stop));
}

function restart(): Promise<void> {
  crashes = [];
  turn = turn.then(stop).then(start);
  return turn;
}

async function setUp(): Promise<void> {
  const trouble = await setup.run();
  if (trouble === undefined) {
    await restart();
  } else {
    explain(trouble);
  }
}

async function start(): Promise<void> {
  shown = true;
  let trouble: string | undefined;
  try {
    const server = findServer(setup.command());
    trouble = server ? await probe(server, home) : "there is no server yet";
    if (server && !trouble) {
      log.info(`starting ${[server.command, ...server.args].join(" ")}`);
      client = new LanguageClient(
        "escapelens",
        "Escape Lens",
        { command: server.command, args: server.args, options: isolated(home) },
        {
          documentSelector: [{ scheme: "file", language: "go" }],
          outputChannel: log,
          traceOutputChannel: tracing.channel,
          revealOutputChannelOn: RevealOutputChannelOn.Never,
          initializationOptions: {
            ...workspace.getConfiguration("escapelens"),
            diagnostics: "push",
            diagnosticsInHover: true,
            showsCosts: true,
          },
          synchronize: { configurationSection: "escapelens" },
          middleware: {
            executeCommand: async (command, args, next) => {
              const found = await next(command, args);
              if (command === COSTS) {
                await showCosts(found);
              }
              return found;
            },
          },
          errorHandler: { error: () => ({ action: ErrorAction.Continue }), closed },
        },
      );
      const started = client;
      started.onNotification("escapelens/status", (params: Status) => {
        last = params;
        status.show(last, shown);
        if (params.state !== "analysing") {
          redrawGraph(started).catch((error) => log.warn(`the graph is not drawn anew: ${error}`));
        }
      });
      await client.start();
      status.show(last, shown);
    }
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error);
  }
  if (trouble) {
    explain(trouble);
  }
}

/** The server has ended without being asked to: it is started again, unless it does nothing else. */
function closed(): CloseHandlerResult {
  const now = Date.now();
  crashes = [...crashes.filter((then) => now - then < CRASHES_MS), now];
  shown = true;
  if (crashes.length <= CRASHES) {
    log.error("the server has stopped and is started again");
    return { action: CloseAction.Restart, handled: true };
  }
  explain(`the server has stopped ${crashes.length} times within a few minutes`);
  return { action: CloseAction.DoNotRestart, handled: true };
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  try {
    await old?.dispose();
  } catch (error) {
    log.warn(`the server did not stop well: ${error}`);
  }
}

async function toggle(): Promise<void> {
  if (client?.isRunning()) {
    shown = (await client.sendRequest("workspace/executeCommand", { command: "escapelens.toggle" })) as boolean;
    status.show(last, shown);
  }
}

/** Say plainly what is wrong and what to do; nobody waits for the answer. */
function explain(reason: string): void {
  status.fail(reason);
  log.error(reason);
  void offer(reason);
}

async function offer(reason: string): Promise<void> {
  const choices = [...(setup.wheel ? ["Set up"] : []), "Open Settings", "Show Log"];
  const choice = await window.showErrorMessage(`Escape Lens: ${reason}.`, ...choices);
  if (choice === "Set up") {
    await setUp();
  } else if (choice === "Open Settings") {
    await commands.executeCommand("workbench.action.openSettings", "escapelens.server");
  } else if (choice === "Show Log") {
    log.show();
  }
}
