// Which command starts the server, and how to tell that there is none.

import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { workspace } from "vscode";

export interface ServerCommand {
  command: string;
  args: string[];
}

/** Settings first, then PATH. `undefined`: nothing was found. */
export function findServer(): ServerCommand | undefined {
  const settings = workspace.getConfiguration("escapelens.server");
  const own = expand(settings.get<string>("path", ""));
  if (own) {
    return { command: own, args: ["serve"] };
  }
  const python = expand(settings.get<string>("python", ""));
  if (python) {
    return { command: python, args: ["-m", "escapelens.cli.main", "serve"] };
  }
  const found = onPath("escapelens");
  return found ? { command: found, args: ["serve"] } : undefined;
}

/** Why the command can not be run, or `undefined` if it can. */
export function probe(server: ServerCommand): Promise<string | undefined> {
  const args = [...server.args.slice(0, -1), "--version"];
  return new Promise((resolve) => {
    execFile(server.command, args, { timeout: 20_000 }, (error, _out, stderr) => {
      if (!error) {
        resolve(undefined);
      } else {
        const said = stderr.trim().split("\n").pop();
        resolve(`${[server.command, ...args].join(" ")}: ${said || error.message}`);
      }
    });
  });
}

function onPath(name: string): string | undefined {
  const suffixes = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    for (const suffix of suffixes) {
      const candidate = path.join(folder, name + suffix);
      if (folder && fs.existsSync(candidate)) {
        return candidate;
      }
    }
  }
  return undefined;
}

/** `${workspaceFolder}` and a leading `~`. */
function expand(value: string): string {
  const root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return value.trim().replaceAll("${workspaceFolder}", root).replace(/^~(?=$|[\\/])/, process.env["HOME"] ?? "~");
}
