#!/bin/bash
# start-code-server.sh FOLDER PORT NODE [a folder to open, or --install-extension x.vsix]
base=$1 port=$2 node=$3
export XDG_DATA_HOME=$base/home/data XDG_CONFIG_HOME=$base/home/config XDG_CACHE_HOME=$base/home/cache
mkdir -p "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME"
exec "$node" "$base/node_modules/code-server/out/node/entry.js" --bind-addr "127.0.0.1:$port" --auth none \
  --disable-telemetry --disable-update-check --disable-workspace-trust --disable-getting-started-override \
  --user-data-dir "$base/home/user" --extensions-dir "$base/home/ext" "${@:4}"
