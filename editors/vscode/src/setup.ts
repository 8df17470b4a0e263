// “Set up”: an environment of the extension's own with the server from the wheel that the extension carries.
// It lies in the folder that VS Code gives to the extension, named after the wheel's content: another wheel, another
// folder.

import { type ChildProcess, execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { type CancellationToken, type ExtensionContext, type LogOutputChannel, ProgressLocation, window } from "vscode";
import { isolated, onPath } from "./server";

const OLDEST = [3, 11];
const WINDOWS = process.platform === "win32";
const NAMES = WINDOWS
  ? [["py", "-3"], ["python"], ["python3"]]
  : [["python3"], ["python3.14"], ["python3.13"], ["python3.12"], ["python3.11"], ["python"]];
const VERSION = "import sys; print('python', *sys.version_info[:2])";

export class Setup {
  /** The wheel that the extension carries, if this one does. */
  readonly wheel: string | undefined;
  private readonly storage: string;
  private readonly folder: string;
  private running: Promise<string | undefined> | undefined;

  constructor(
    context: ExtensionContext,
    private readonly log: LogOutputChannel,
  ) {
    this.storage = context.globalStorageUri.fsPath;
    const carried = path.join(context.extensionPath, "wheel");
    const name = fs.existsSync(carried) ? fs.readdirSync(carried).find((file) => file.endsWith(".whl")) : undefined;
    this.wheel = name && path.join(carried, name);
    const content = this.wheel ? fs.readFileSync(this.wheel) : "";
    this.folder = path.join(this.storage, `server-${createHash("sha256").update(content).digest("hex").slice(0, 12)}`);
  }

  /** The command in the environment that was set up for this wheel. */
  command(): string | undefined {
    return fs.existsSync(this.mark) ? this.program("escapelens") : undefined;
  }

  /** Make the environment anew, with progress. `undefined` when it is there, else why not. */
  run(): Promise<string | undefined> {
    this.running ??= Promise.resolve(
      window.withProgress(
        { location: ProgressLocation.Notification, title: "Escape Lens", cancellable: true },
        async (progress, token) => {
          try {
            await this.make((message) => progress.report({ message }), token);
            return undefined;
          } catch (error) {
            this.remove(this.folder);
            return token.isCancellationRequested ? "setting up was cancelled" : (error as Error).message;
          }
        },
      ),
    ).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async make(say: (message: string) => void, token: CancellationToken): Promise<void> {
    if (!this.wheel) {
      throw new Error("this build of the extension carries no server; install escapelens and set escapelens.server.path");
    }
    fs.mkdirSync(this.storage, { recursive: true });
    for (const old of fs.readdirSync(this.storage).filter((name) => name.startsWith("server-"))) {
      this.remove(path.join(this.storage, old));
    }
    say("looking for Python");
    const python = await this.python(token);
    say("making an environment");
    await this.execute([...python, "-I", "-m", "venv", this.folder], token).catch((error: Error) => {
      throw new Error(
        `${python[0]} can not make an environment (on Debian and Ubuntu install python3-venv): ${error.message}`,
      );
    });
    say("installing the server and what it requires");
    const pip = [this.program("python"), "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"];
    await this.execute([...pip, `${this.wheel}[graph]`], token).catch((error: Error) => {
      throw new Error(`the server could not be installed: ${error.message}`);
    });
    fs.writeFileSync(this.mark, path.basename(this.wheel));
  }

  /** The first interpreter on PATH that is new enough. */
  private async python(token: CancellationToken): Promise<string[]> {
    for (const [name, ...options] of NAMES) {
      const program = onPath(name!);
      if (!program) {
        continue;
      }
      const command = [program, ...options];
      const said = await this.execute([...command, "-I", "-c", VERSION], token).catch(() => "");
      const [major = 0, minor = 0] = (/python (\d+) (\d+)/.exec(said) ?? []).slice(1).map(Number);
      if (major > OLDEST[0]! || (major === OLDEST[0] && minor >= OLDEST[1]!)) {
        return command;
      }
    }
    throw new Error(`Python ${OLDEST.join(".")} or newer is needed and was not found on PATH; install it and try again`);
  }

  /** What the command prints; an Error with its last line if it fails. */
  private execute(command: string[], token: CancellationToken): Promise<string> {
    const [program = "", ...args] = command;
    this.log.info(command.join(" "));
    return new Promise((resolve, reject) => {
      let child: ChildProcess | undefined;
      const listener = token.onCancellationRequested(() => child?.kill());
      child = execFile(program, args, { ...isolated(this.storage), maxBuffer: 1 << 24 }, (error, out, said) => {
        listener.dispose();
        if (error || token.isCancellationRequested) {
          this.log.warn(said || String(error?.message));
          reject(new Error(said.trim().split("\n").pop() || error?.message || "cancelled"));
        } else {
          resolve(out);
        }
      });
    });
  }

  private remove(folder: string): void {
    fs.rmSync(folder, { recursive: true, force: true });
  }

  private program(name: string): string {
    return WINDOWS ? path.join(this.folder, "Scripts", `${name}.exe`) : path.join(this.folder, "bin", name);
  }

  /** Written last: without it the environment is not whole. */
  private get mark(): string {
    return path.join(this.folder, "whole");
  }
}
