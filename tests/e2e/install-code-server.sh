#!/bin/bash
# install-code-server.sh FOLDER VERSION: code-server from npm, for node 20, without the parts that need other downloads.
set -eu
folder=$1 version=$2
mkdir -p "$folder"; cd "$folder"
[ -d /usr/include/node ] && export npm_config_nodedir="${npm_config_nodedir:-/usr}"  # else headers are downloaded
[ -f package.json ] || echo '{"private":true}' > package.json
npm install --no-audit --no-fund --ignore-scripts "code-server@$version"   # as root its scripts fail
npm rebuild argon2                                                         # loaded even without authentication
cd node_modules/code-server/lib/vscode
npm install --no-audit --no-fund --omit=dev --ignore-scripts
watchdog=$(ls -d node_modules/native-watchdog node_modules/@vscode/native-watchdog 2>/dev/null | head -1 | sed 's#^node_modules/##')
npm rebuild @vscode/spdlog "$watchdog"
mkdir -p node_modules/@vscode/ripgrep/bin                                  # its own download is elsewhere
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
ln -sfn node_modules node_modules.asar                                     # 4.100 looks there
(cd bin/remote-cli && ln -sf code-linux.sh code-server); (cd bin/helpers && ln -sf browser-linux.sh browser.sh)
cd "$folder"; node node_modules/code-server/out/node/entry.js --version
