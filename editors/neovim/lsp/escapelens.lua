-- Escape Lens for Neovim 0.11 and newer: put this folder on the runtime path and say vim.lsp.enable('escapelens').
-- Findings are pushed; asking Neovim to pull them too would show each twice.
return {
  cmd = { 'escapelens', 'serve' },
  cmd_cwd = vim.uv.os_homedir(), -- not the folder that is opened: see docs/security.md
  cmd_env = { PYTHONSAFEPATH = '1' },
  filetypes = { 'go' },
  root_markers = { { 'go.work' }, { 'go.mod' }, '.git' },
  init_options = { diagnostics = 'push' },
  settings = { escapelens = {} },
}
