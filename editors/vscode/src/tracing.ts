// `escapelens.trace.server`: messages between editor and server go to the log, whatever the log's own level is.
// The client's library traces only where the channel's level is Trace; it is shown a channel that says so.

import { type Disposable, EventEmitter, LogLevel, type LogOutputChannel, workspace } from "vscode";

export class Tracing implements Disposable {
  readonly channel: LogOutputChannel;
  private readonly changed = new EventEmitter<LogLevel>();
  private readonly listeners: Disposable[];

  constructor(log: LogOutputChannel) {
    const level = (): LogLevel => (wanted() ? LogLevel.Trace : log.logLevel);
    this.channel = Object.create(log, {
      logLevel: { get: level },
      onDidChangeLogLevel: { value: this.changed.event },
      trace: { value: (message: string) => (wanted() ? log.info(message) : log.trace(message)) },
    }) as LogOutputChannel;
    this.listeners = [
      log.onDidChangeLogLevel(() => this.changed.fire(level())),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("escapelens.trace")) {
          this.changed.fire(level());
        }
      }),
    ];
  }

  dispose(): void {
    for (const listener of [...this.listeners, this.changed]) {
      listener.dispose();
    }
  }
}

function wanted(): boolean {
  return workspace.getConfiguration("escapelens").get("trace.server", "off") !== "off";
}
