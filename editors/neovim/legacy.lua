-- Escape Lens for Neovim 0.7 to 0.10:  luafile …/editors/neovim/legacy.lua  in init.vim, or dofile(…) in init.lua.
local group = vim.api.nvim_create_augroup('escapelens', { clear = true })
local clients = {}

local function root_of(path)
  for _, marker in ipairs({ 'go.work', 'go.mod', '.git' }) do
    local found = vim.fn.findfile(marker, path .. ';')
    if found == '' then
      found = vim.fn.finddir(marker, path .. ';')
    end
    if found ~= '' then
      return vim.fn.fnamemodify(found, ':p:h')
    end
  end
  return path
end

vim.api.nvim_create_autocmd('FileType', {
  group = group,
  pattern = 'go',
  callback = function(event)
    local root = root_of(vim.fn.fnamemodify(vim.api.nvim_buf_get_name(event.buf), ':p:h'))
    local id = clients[root]
    if not id or not vim.lsp.get_client_by_id(id) then
      id = vim.lsp.start_client({
        name = 'escapelens',
        cmd = vim.g.escapelens_cmd or { 'escapelens', 'serve' },
        cmd_cwd = vim.loop.os_homedir(), -- not the folder that is opened: see docs/security.md
        cmd_env = { PYTHONSAFEPATH = '1' },
        root_dir = root,
        init_options = { diagnostics = 'push' },
        settings = { escapelens = vim.g.escapelens_settings or vim.empty_dict() },
      })
      clients[root] = id
    end
    if id then
      vim.lsp.buf_attach_client(event.buf, id)
    end
  end,
})
