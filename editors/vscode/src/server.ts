// Which command starts the server, and how to tell that there is none. Nothing of the workspace is run, see
// docs/security.md.

import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { workspace } from "vscode";

export interface ServerCommand {
  command: string;
  args: string[];
}

/** What makes a Python program import nothing from where it is started. */
export function isolated(cwd: string): { cwd: string; env: NodeJS.ProcessEnv } {
  return { cwd, env: { ...process.env, PYTHONSAFEPATH: "1" } };
}

/** Settings first, then what the extension has set up, then PATH. `undefined`: nothing was found. Throws an Error that
 *  says what is wrong with a setting. */
export function findServer(installed: string | undefined): ServerCommand | undefined {
  const settings = workspace.getConfiguration("escapelens.server");
  const own = program("path", settings.get<string>("path", ""));
  if (own) {
    return { command: own, args: ["serve"] };
  }
  const python = program("python", settings.get<string>("python", ""));
  if (python) {
    return { command: python, args: ["-P", "-m", "escapelens.cli.main", "serve"] };
  }
  const found = installed ?? onPath("escapelens");
  return found ? { command: found, args: ["serve"] } : undefined;
}

/** Why the command can not be run, or `undefined` if it can. */
export function probe(server: ServerCommand, cwd: string): Promise<string | undefined> {
  const args = [...server.args.slice(0, -1), "--version"];
  return new Promise((resolve) => {
    execFile(server.command, args, { timeout: 20_000, ...isolated(cwd) }, (error, _out, stderr) => {
      if (!error) {
        resolve(undefined);
      } else {
        const said = stderr.trim().split("\n").pop();
        resolve(`${[server.command, ...args].join(" ")}: ${said || error.message}`);
      }
    });
  });
}

/** The program that a setting names: an absolute path, or a name to be found on PATH. */
function program(setting: string, value: string): string {
  const named = value.trim();
  if (named.includes("${workspaceFolder}") && !workspace.isTrusted) {
    throw new Error(`escapelens.server.${setting} is in the workspace, which is not trusted`);
  }
  const root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const found = named.replaceAll("${workspaceFolder}", root).replace(/^~(?=$|[\\/])/, os.homedir());
  if (!found || path.isAbsolute(found)) {
    return found;
  }
  const command = /[\\/]/.test(found) ? undefined : onPath(found);
  if (!command) {
    throw new Error(`escapelens.server.${setting}: ${named} is neither an absolute path nor a command on PATH`);
  }
  return command;
}

/** Where PATH has the program; relative entries there are passed over. */
export function onPath(name: string): string | undefined {
  const suffixes = process.platform === "win32" ? [".exe"] : [""];
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    for (const suffix of suffixes) {
      const candidate = path.join(folder, name + suffix);
      if (path.isAbsolute(folder) && fs.existsSync(candidate)) {
        return candidate;
      }
    }
  }
  return undefined;
}
