-- One scenario in a real Neovim, 0.7 or newer. E2E_SCENARIO, E2E_CMD, E2E_EDITORS: see run.py.
local json = vim.fn.json_decode
local scenario, cmd, editors = json(os.getenv('E2E_SCENARIO')), json(os.getenv('E2E_CMD')), os.getenv('E2E_EDITORS')
local settings = json(os.getenv('E2E_SETTINGS'))
local modern = vim.fn.has('nvim-0.11') == 1
local PATIENCE = 120000

local function out(...)
  io.stdout:write(table.concat(vim.tbl_map(tostring, { ... }), ' ') .. '\n')
end

local function wait(what, ms, condition)
  local value
  local good = vim.wait(ms, function()
    value = condition()
    return value
  end, 20)
  assert(good, 'timed out: ' .. what)
  return value
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

local function go_to(anchor)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local at = line:find(anchor, 1, true)
    if at then
      vim.api.nvim_win_set_cursor(0, { i, at - 1 })
      return i
    end
  end
  error('no ' .. anchor)
end

local function client()
  local all = modern and vim.lsp.get_clients({ bufnr = 0 }) or vim.lsp.get_active_clients()
  return all[1]
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return window
    end
  end
end

local function start()
  if modern then
    vim.opt.runtimepath:prepend(editors)
    vim.lsp.config('escapelens', { cmd = cmd, settings = { escapelens = settings } })
    vim.lsp.enable('escapelens')
  else
    vim.g.escapelens_cmd = cmd
    vim.g.escapelens_settings = settings
    vim.cmd('luafile ' .. editors .. '/legacy.lua')
  end
  vim.bo.filetype = 'go'
  wait('attach', PATIENCE, function()
    return client() and client().initialized
  end)
end

local function hover(expect)
  vim.lsp.buf.hover()
  local window = wait('hover window', 20000, float)
  local said = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), ' | ')
  vim.api.nvim_win_close(window, true)
  out('HOVER', said)
  assert(said:find(expect, 1, true), 'hover without ' .. expect)
end

local function apply(fix)
  go_to(fix.anchor)
  local titles = {}
  vim.ui.select = function(items, opts, choose)
    for i, item in ipairs(items) do
      local title = opts.format_item and opts.format_item(item) or tostring(item)
      table.insert(titles, title)
      if title:find(fix.title, 1, true) then
        return choose(item, i)
      end
    end
    choose(nil)
  end
  vim.lsp.buf.code_action()
  wait(fix.expect .. ' (offered: ' .. table.concat(titles, '; ') .. ')', 30000, function()
    return text():find(fix.expect, 1, true)
  end)
  out('FIXED', fix.expect, table.concat(titles, '; '))
end

local good, problem = pcall(function()
  start()
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { '// edited' })
  vim.cmd('silent write')
  local found = wait('diagnostics', PATIENCE, function()
    local all = vim.diagnostic.get(0)
    return #all > 0 and all
  end)
  out('DIAGNOSTICS', #found, found[1].source, found[1].message)
  for _, d in ipairs(found) do
    assert(d.source == 'escapelens', 'source ' .. tostring(d.source))
    assert(d.end_lnum > d.lnum or d.end_col > d.col, 'empty range')
  end
  if scenario.hover then
    go_to(scenario.hover.anchor)
    hover(scenario.hover.expect)
  else
    vim.api.nvim_win_set_cursor(0, { found[1].lnum + 1, found[1].col })
    hover('heap')
  end
  for _, fix in ipairs(scenario.fixes) do
    apply(fix)
    vim.cmd('silent write')
    vim.wait(500)
  end
  for _, fix in ipairs(scenario.fixes) do
    wait('no more ' .. fix.gone, 30000, function()
      for _, d in ipairs(vim.diagnostic.get(0)) do
        if d.message:find(fix.gone, 1, true) then
          return false
        end
      end
      return true
    end)
  end
  local id = client().id
  vim.lsp.stop_client(id)
  wait('the client to stop', 10000, function()
    local left = vim.lsp.get_client_by_id(id)
    return left == nil or (type(left.is_stopped) == 'function' and left:is_stopped())
  end)
end)
out(good and 'PASS' or ('FAIL ' .. tostring(problem)))
vim.cmd(good and 'qall!' or 'cquit 1')
