-- The project's own constructs, for both renderers: official blocks, tables with heads of several rows, landscape pages,
-- the bitmap of a figure for Word. Runs before cross-references are resolved (Quarto's, or crossref.lua).
-- What notebooks may write is listed in docs/notebook-constructs.md; who writes it is src/cchc_analysis/present/display.py.

local is_html = FORMAT:match("html") ~= nil
local is_typst = FORMAT:match("typst") ~= nil
local is_docx = FORMAT:match("docx") ~= nil

-- ---------------------------------------------------------------------------------------------- typst calls

local function typst_string(text)
  -- Braces by number, so that Quarto sees no shortcode in what a text says.
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("[\r\n]", " "):gsub("{", "\\u{7b}") .. '"'
end

local function typst_value(value)
  if type(value) == "table" then
    local parts = {}
    for _, item in ipairs(value) do
      parts[#parts + 1] = typst_string(item) .. ","
    end
    return "(" .. table.concat(parts, " ") .. ")"
  end
  return typst_string(value)
end

local function typst_call(name, content)
  local names = {}
  for key in pairs(content) do
    names[#names + 1] = key
  end
  table.sort(names)
  local arguments = {}
  for _, key in ipairs(names) do
    if type(content[key]) ~= "boolean" then
      arguments[#arguments + 1] = key .. ": " .. typst_value(content[key])
    end
  end
  return pandoc.RawBlock("typst", "#cchc-" .. name .. "(" .. table.concat(arguments, ", ") .. ")")
end

-- ---------------------------------------------------------------------------------------------- Word paragraphs

-- The widths, in twentieths of a point, of what stands between the margins of a page (reference_docx.py).
local PORTRAIT_WIDTH = 9355
local LANDSCAPE_WIDTH = 14287
local SUBJECT_INDENT = 567

local function xml(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', "&quot;"):gsub("{", "&#123;"))
end

local function word_paragraph(style, lines, properties)
  if type(lines) == "string" then
    lines = { lines }
  end
  local runs = {}
  for index, line in ipairs(lines) do
    local start = index > 1 and "<w:br/>" or ""
    runs[#runs + 1] = "<w:r>" .. start .. '<w:t xml:space="preserve">' .. xml(line) .. "</w:t></w:r>"
  end
  return '<w:p><w:pPr><w:pStyle w:val="' .. style .. '"/>' .. (properties or "") .. "</w:pPr>"
    .. table.concat(runs) .. "</w:p>"
end

-- The space that Word leaves between the side of a cell and its text.
local CELL_PADDING = 108

-- A rule in the middle of `width`: a paragraph whose upper border is `length` wide.
local function word_rule(width, length)
  local indent = math.max(0, math.floor((width - length) / 2))
  return word_paragraph("CchcRule", "", '<w:ind w:left="' .. indent .. '" w:right="' .. indent .. '"/>')
end

-- How wide a text is, roughly: enough to draw a rule of its length.
local function text_width(text, points, share_of_size)
  return math.floor(utf8.len(text) * points * 20 * share_of_size)
end

-- A table without borders: `rows` of cells, each a list of paragraphs.
local function word_layout_table(widths, rows)
  local grid, lines = {}, {}
  local total = 0
  for _, width in ipairs(widths) do
    grid[#grid + 1] = '<w:gridCol w:w="' .. width .. '"/>'
    total = total + width
  end
  for _, row in ipairs(rows) do
    local cells = {}
    for index, paragraphs in ipairs(row) do
      cells[#cells + 1] = '<w:tc><w:tcPr><w:tcW w:w="' .. widths[index] .. '" w:type="dxa"/></w:tcPr>'
        .. table.concat(paragraphs) .. "</w:tc>"
    end
    lines[#lines + 1] = "<w:tr><w:trPr><w:cantSplit/></w:trPr>" .. table.concat(cells) .. "</w:tr>"
  end
  return '<w:tbl><w:tblPr><w:tblStyle w:val="CchcLayout"/><w:tblW w:w="' .. total .. '" w:type="dxa"/>'
    .. '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>' .. table.concat(grid)
    .. "</w:tblGrid>" .. table.concat(lines) .. "</w:tbl>"
end

local function word_section(landscape)
  local size = landscape and 'w:w="16838" w:h="11906" w:orient="landscape"' or 'w:w="11906" w:h="16838"'
  return pandoc.RawBlock("openxml", '<w:p><w:pPr><w:pStyle w:val="CchcSection"/><w:sectPr><w:type w:val="nextPage"/><w:pgSz '
    .. size .. '/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" '
    .. 'w:gutter="0"/></w:sectPr></w:pPr></w:p>')
end

local word = {}

local function word_stamps(stamps)
  return #stamps > 0 and { word_paragraph("CchcStamp", table.concat(stamps, " – ")) } or {}
end

function word.letterhead(content)
  local left = math.floor(PORTRAIT_WIDTH * 0.42)
  local right = PORTRAIT_WIDTH - left
  local parts = word_stamps(content.stamps)
  local number = { word_paragraph("CchcNumber", content.number) }
  if content.about ~= "" then
    number[#number + 1] = word_paragraph("CchcNumber", content.about)
  end
  parts[#parts + 1] = word_layout_table({ left, right }, {
    {
      {
        word_paragraph("CchcParent", content.parent),
        word_paragraph("CchcAgency", content.agency),
        word_rule(left - 2 * CELL_PADDING, text_width(content.agency[#content.agency], 12, 0.265)),
      },
      {
        word_paragraph("CchcNation", content.nation),
        word_paragraph("CchcMotto", content.motto),
        word_rule(right - 2 * CELL_PADDING, text_width(content.motto, 13, 0.453)),
      },
    },
    {
      number,
      { word_paragraph("CchcPlaceDate", content.place_date) },
    },
  })
  if content.title == "" then
    -- A letter has no title: an empty line stands before those whom it goes to.
    parts[#parts + 1] = word_paragraph("CchcAddressees", "")
    return parts
  end
  parts[#parts + 1] = word_paragraph("CchcTitle", content.title)
  parts[#parts + 1] = word_paragraph("CchcSubject", content.subject)
  local widest = math.min(text_width(content.subject, 14, 0.48), PORTRAIT_WIDTH - 2 * SUBJECT_INDENT)
  parts[#parts + 1] = word_rule(PORTRAIT_WIDTH, math.floor(widest * 0.38))
  return parts
end

function word.pagehead(content)
  local parts = word_stamps(content.stamps)
  if content.agency ~= "" then
    parts[#parts + 1] = word_paragraph("CchcParent", content.agency)
  end
  parts[#parts + 1] = word_paragraph("CchcTitle", content.title)
  if content.subtitle ~= "" then
    parts[#parts + 1] = word_paragraph("CchcAnnexReference", content.subtitle)
  end
  return parts
end

function word.addressees(content)
  if #content.to == 1 then
    return { word_paragraph("CchcAddressees", content.salutation .. " " .. content.to[1], '<w:jc w:val="center"/>') }
  end
  local parts = { word_paragraph("CchcAddressees", content.salutation, '<w:ind w:left="1701"/>') }
  for _, line in ipairs(content.to) do
    parts[#parts + 1] = word_paragraph("CchcAddressees", "- " .. line, '<w:ind w:left="2835"/>')
  end
  return parts
end

function word.signature(content)
  local half = math.floor(PORTRAIT_WIDTH / 2)
  -- Kept with the next paragraph, so that heading, list and signer stay on one page.
  local left = { word_paragraph("CchcRecipientsHead", content.heading, "<w:keepNext/>") }
  for _, line in ipairs(content.recipients) do
    left[#left + 1] = word_paragraph("CchcRecipient", line, "<w:keepNext/>")
  end
  local right = {
    word_paragraph("CchcCapacity", content.capacity, "<w:keepNext/>"),
    word_paragraph("CchcSignerName", content.name),
  }
  return { word_layout_table({ half, PORTRAIT_WIDTH - half }, { { left, right } }) }
end

function word.annex(content)
  return {
    word_paragraph("CchcAnnex", content.name),
    word_paragraph("CchcAnnexTitle", content.title),
    word_paragraph("CchcAnnexReference", content.reference),
  }
end

function word.formhead(content, landscape)
  local width = landscape and LANDSCAPE_WIDTH or PORTRAIT_WIDTH
  local side = math.floor(width * 0.26)
  local cells = {}
  for _, name in ipairs({ "left", "centre", "right" }) do
    local style = name == "centre" and "CchcFormCentre" or "CchcFormSide"
    local paragraphs = {}
    for index, line in ipairs(content[name]) do
      local strong = index == 1 and name ~= "right"
      paragraphs[#paragraphs + 1] = word_paragraph(strong and style .. "Head" or style, line)
    end
    cells[#cells + 1] = #paragraphs > 0 and paragraphs or { word_paragraph(style, "") }
  end
  return { word_layout_table({ side, width - 2 * side, side }, { cells }) }
end

-- ---------------------------------------------------------------------------------------------- tables

local function first_of(inlines, tag)
  return inlines[1] ~= nil and inlines[1].t == tag and inlines[1] or nil
end

-- The path of a head cell: its text, cut at the line breaks.
local function head_path(cell)
  local path = { pandoc.Inlines({}) }
  for _, block in ipairs(cell.contents) do
    for _, element in ipairs(block.content) do
      if element.t == "LineBreak" or (element.t == "RawInline" and element.text:match("^<br")) then
        path[#path + 1] = pandoc.Inlines({})
      else
        path[#path]:insert(element)
      end
    end
  end
  return path
end

local function same_down_to(level, one, other)
  for index = 1, level do
    if other[index] == nil or pandoc.utils.stringify(one[index]) ~= pandoc.utils.stringify(other[index]) then
      return false
    end
  end
  return true
end

local function head_cell(inlines, rows, columns, bold)
  local content = bold and pandoc.Inlines({ pandoc.Strong(inlines) }) or inlines
  return pandoc.Cell({ pandoc.Plain(content) }, pandoc.AlignCenter, rows, columns)
end

-- The rows of the head, by the rule of `head_rows` in display.py.
local function head_rows(cells, numbered)
  local paths, numbers, depth = {}, {}, 0
  for index, cell in ipairs(cells) do
    paths[index] = head_path(cell)
    if numbered then
      numbers[index] = head_cell(table.remove(paths[index]), 1, 1, false)
    end
    depth = math.max(depth, #paths[index])
  end
  local rows = {}
  for level = 1, depth do
    local row, start = {}, 1
    while start <= #paths do
      local path, stop = paths[start], start + 1
      while stop <= #paths and level < #path and same_down_to(level, path, paths[stop]) do
        stop = stop + 1
      end
      if level <= #path then
        row[#row + 1] = head_cell(path[level], level == #path and depth - level + 1 or 1, stop - start, true)
      end
      start = stop
    end
    rows[#rows + 1] = pandoc.Row(row)
  end
  if numbered then
    rows[#rows + 1] = pandoc.Row(numbers)
  end
  return rows
end

local function strong_cell(cell)
  cell.contents = cell.contents:walk({
    Plain = function(plain)
      return #plain.content > 0 and pandoc.Plain({ pandoc.Strong(plain.content) }) or plain
    end,
  })
  return cell
end

-- A title across the table, where the first cell says so.
local function group_row(row, columns)
  local plain = row.cells[1].contents[1]
  local span = plain and first_of(plain.content, "Span")
  if not (span and span.classes:includes("cchc-group")) then
    return row
  end
  local title = pandoc.Plain({ pandoc.Strong(span.content) })
  return pandoc.Row({ pandoc.Cell({ title }, pandoc.AlignLeft, 1, columns) })
end

local function goes_on(cell)
  local plain = cell.contents[1]
  local span = plain and first_of(plain.content, "Span")
  return span ~= nil and span.classes:includes("cchc-above")
end

-- Cells that say that they go on become one with the cell above them. Their rows then stay on one page, unless they are marked.
local function merge_down(rows, columns)
  local origin = {}
  for index, row in ipairs(rows) do
    local kept = {}
    for at, cell in ipairs(row.cells) do
      if #row.cells == columns and goes_on(cell) then
        local above = rows[origin[at].row].cells[origin[at].cell]
        above.row_span = above.row_span + 1
        rows[origin[at].row].cells[origin[at].cell] = above
      else
        kept[#kept + 1] = cell
        origin[at] = { row = index, cell = #kept }
      end
    end
    row.cells = kept
    rows[index] = row
  end
end

-- Smaller letters for Word; the style says how small (reference_docx.py).
local function small_cells(row)
  for at, cell in ipairs(row.cells) do
    -- Pandoc gives a Plain its own style whatever stands around it.
    local inlines = pandoc.utils.blocks_to_inlines(cell.contents)
    -- An empty one is left out, and the cell is as high as the body's letters.
    local text = pandoc.Para(#inlines > 0 and inlines or { pandoc.Str("\u{a0}") })
    cell.contents = { pandoc.Div({ text }, { ["custom-style"] = "CCHC Small Cell" }) }
    row.cells[at] = cell
  end
  return row
end

-- What is higher than this share of a page, by the estimate below, may be cut at its end: it might not fit on any page, for the head
-- of the table needs room too.
local HIGHEST_UNBROKEN = 0.85

-- How many lines a text takes where `fit` letters fit into one.
local function lines_of(text, fit)
  local lines, used = 1, 0
  for word in text:gmatch("%S+") do
    local letters = utf8.len(word) or #word
    if used > 0 and used + 1 + letters > fit then
      lines, used = lines + 1, 0
    end
    used = used + (used > 0 and 1 or 0) + letters
    if used > fit then
      lines, used = lines + (used - 1) // fit, (used - 1) % fit + 1
    end
  end
  return lines
end

-- How high the rows of a table will be, roughly, as shares of a page. In points: the page between its margins, the size of letters,
-- the padding of a cell. A letter is about half as wide as it is high, and lines are as far apart as typst-template.typ says.
local function row_heights(rows, colspecs, dense, landscape)
  local page_width, page_height = landscape and 714 or 468, landscape and 482 or 728
  local size, line = dense and 10 or 11, dense and 1.08 or 1.16
  local heights = {}
  for index, row in ipairs(rows) do
    local highest = 1
    for at, cell in ipairs(row.cells) do
      local share = #row.cells == #colspecs and colspecs[at][2] or 1
      local fit = math.max(1, math.floor(((share or 1 / #colspecs) * page_width - 6) / (size * 0.48)))
      highest = math.max(highest, lines_of(pandoc.utils.stringify(cell.contents), fit))
    end
    heights[index] = (highest * size * line + 8) / page_height
  end
  return heights
end

-- Marks what may be cut: single rows that are too high, and merged cells (before they are merged) whose rows are so together.
local function mark_breakable(rows, columns, heights)
  for index, row in ipairs(rows) do
    if heights[index] > HIGHEST_UNBROKEN then
      for _, cell in ipairs(row.cells) do
        cell.attr.attributes["typst:breakable"] = "true"
      end
    end
    for at, cell in ipairs(row.cells) do
      local together, below = heights[index], index + 1
      while #row.cells == columns and rows[below] and #rows[below].cells == columns and goes_on(rows[below].cells[at]) do
        together, below = together + heights[below], below + 1
      end
      if together > HIGHEST_UNBROKEN and not goes_on(cell) then
        cell.attr.attributes["typst:breakable"] = "true"
      end
      row.cells[at] = cell
    end
    rows[index] = row
  end
end

-- Pandoc does not escape what makes a list, a heading or a term at the start of a typst cell, note or entry of a list.
local function literal_start(plain)
  local first = is_typst and first_of(plain.content, "Str")
  if first and (first.text:match("^[-+=/]+$") or first.text:match("^%d+%.$")) then
    plain.content:insert(1, pandoc.RawInline("typst", "#none;"))
    return plain
  end
end

local function build_table(tbl, options, landscape)
  local columns = #tbl.colspecs
  tbl.head.rows = head_rows(tbl.head.rows[1].cells, options.numbered == "true")
  for _, body in ipairs(tbl.bodies) do
    for index, row in ipairs(body.body) do
      row = group_row(row, columns)
      if options.total == "true" and index == #body.body then
        for at, cell in ipairs(row.cells) do
          row.cells[at] = strong_cell(cell)
        end
      end
      body.body[index] = row
    end
    if is_typst then
      mark_breakable(body.body, columns, row_heights(body.body, tbl.colspecs, options.dense == "true", landscape))
    end
    merge_down(body.body, columns)
    if is_docx and options.dense == "true" then
      for index, row in ipairs(body.body) do
        body.body[index] = small_cells(row)
      end
    end
  end
  return tbl
end

-- A table that came as HTML: its label and caption go where cross-references look for them.
local function html_table(raw)
  local label, caption, rest = raw.text:match('^<figure class="cchc%-table[^>]*data%-label="([^"]+)"><figcaption>(.-)</figcaption>(.*)</figure>%s*$')
  if not (is_html and raw.format == "html" and label) then
    return nil
  end
  local classes = {}
  for class in raw.text:match('^<figure class="([^"]+)"'):gmatch("%S+") do
    classes[#classes + 1] = class
  end
  return pandoc.Div(
    { pandoc.RawBlock("html", rest), pandoc.Para(pandoc.utils.blocks_to_inlines(pandoc.read(caption, "html").blocks)) },
    pandoc.Attr(label, classes)
  )
end

-- ---------------------------------------------------------------------------------------------- the document in order

local is_cell_wrapper = { cell = true, ["cell-output"] = true, ["cell-output-display"] = true, ["cell-output-markdown"] = true }

-- Quarto puts every output in boxes of its own; page breaks and sections only work outside of boxes. A label of its own
-- (`#| label:`) on a cell is lost by this: the things that notebooks show carry theirs.
-- What a cell printed is no part of the document.
local function unwrapped(blocks)
  local result = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    if block.t == "Div" and is_cell_wrapper[block.classes[1]] then
      local is_stream = block.classes:includes("cell-output-stdout") or block.classes:includes("cell-output-stderr")
      result:extend(is_stream and {} or unwrapped(block.content))
    else
      result:insert(block)
    end
  end
  return result
end

local Pages = {}
Pages.__index = Pages

function Pages.new()
  return setmetatable({ blocks = pandoc.Blocks({}), landscape = false, in_landscape_annex = false, is_new = true, entries = {} }, Pages)
end

function Pages:add(block)
  self.blocks:insert(block)
  self.is_new = false
end

-- A new page; from here on the pages stand upright, or lie on the side. A page without content is not left behind.
function Pages:turn(landscape)
  if is_typst then
    local page = landscape == self.landscape and "#pagebreak(weak: true)" or "#set page(flipped: " .. tostring(landscape) .. ")"
    self:add(pandoc.RawBlock("typst", page))
  elseif is_docx and not self.is_new then
    self:add(word_section(self.landscape))
    self.is_new = true
  end
  self.landscape = landscape
end

-- The last paragraph goes with what follows: a signature never stands on a page alone, nor does a list without its first line.
function Pages:keep_last_paragraph()
  local last = self.blocks[#self.blocks]
  if last and last.t == "Para" then
    if is_typst then
      last.content:insert(1, pandoc.RawInline("typst", "#cchc-kept["))
      last.content:insert(pandoc.RawInline("typst", "]"))
    elseif is_docx then
      self.blocks[#self.blocks] = pandoc.Div({ last }, { ["custom-style"] = "CCHC Kept" })
    end
  end
end

function Pages:official_block(code)
  local parsed = pandoc.json.decode(code.text, false)
  local kind, content = parsed.kind, parsed.content
  if kind == "signature" then
    self:keep_last_paragraph()
  end
  if kind == "newpage" and not is_html then
    self:turn(self.landscape)
    return
  end
  if kind == "annex" then
    self:turn(content.landscape)
    self.in_landscape_annex = content.landscape
  end
  if is_html then
    self:add(self:entered_annex(pandoc.RawBlock("html", parsed.html)))
  elseif is_typst then
    self:add(typst_call(kind, content))
  elseif is_docx then
    self:add(pandoc.RawBlock("openxml", table.concat(word[kind](content, self.landscape), "\n")))
  end
end

-- A table is there twice: as HTML, with a head that cannot be said in Markdown, and as a pipe table for the others.
function Pages:table(div)
  local options = div.attributes
  local turned = options.landscape == "true" and not self.in_landscape_annex and not is_html
  if turned then
    self:turn(true)
  end
  for _, block in ipairs(div.content) do
    if block.t == "CodeBlock" and block.classes:includes("cchc-html") then
      if is_html then
        self:add(html_table(pandoc.RawBlock("html", block.text)))
      end
    elseif block.t ~= "Table" then
      self:add(block)
    elseif is_typst and options.dense == "true" then
      self:add(pandoc.RawBlock("typst", options.tight == "true" and "#cchc-tight[" or "#cchc-dense["))
      self:add(build_table(block, options, self.landscape))
      self:add(pandoc.RawBlock("typst", "]"))
    elseif not is_html then
      self:add(build_table(block, options, self.landscape))
    end
  end
  if turned then
    self:turn(false)
  end
end

function Pages:note(div)
  local inlines = pandoc.utils.blocks_to_inlines(div.content)
  local align = div.attributes.align == "right" and "right" or "left"
  if is_typst then
    inlines:insert(1, pandoc.RawInline("typst", "#cchc-note(alignment: " .. align .. ")["))
    inlines:insert(pandoc.RawInline("typst", "]"))
    self:add(pandoc.Plain(inlines))
  elseif is_docx then
    self:add(pandoc.Div({ pandoc.Para(inlines) }, { ["custom-style"] = align == "right" and "CCHC Note Right" or "CCHC Note" }))
  else
    self:add(pandoc.Div({ pandoc.Para(inlines) }, pandoc.Attr("", { "cchc-note", align })))
  end
end

-- Paragraphs in smaller letters.
function Pages:brief(div)
  if is_typst then
    self:add(pandoc.RawBlock("typst", "#cchc-brief["))
    self.blocks:extend(div.content)
    self:add(pandoc.RawBlock("typst", "]"))
  elseif is_docx then
    for _, block in ipairs(div.content) do
      self:add(pandoc.Div({ block }, { ["custom-style"] = "CCHC Brief" }))
    end
  else
    self:add(div)
  end
end

-- ---------------------------------------------------------------------------------------------- contents of a page

local CONTENTS_HINT = "Trỏ chuột, chạm hoặc dùng phím Tab và phím mũi tên vào một số liệu để xem định nghĩa."

-- Remembers a heading (its text as HTML) for the contents; the id that leads to it.
function Pages:entered(level, text)
  local id = "muc-" .. (#self.entries + 1)
  self.entries[#self.entries + 1] = { level = level, text = text, id = id }
  return id
end

-- The head of an annex gets a place that the contents lead to.
function Pages:entered_annex(raw)
  local name, title = raw.text:match('^<header class="cchc%-annex[^"]*"><h2>(.-)</h2><p class="cchc%-annex%-title">(.-)</p>')
  if name then
    raw.text = raw.text:gsub("^<header", '%0 id="' .. self:entered(2, name .. ". " .. title) .. '"', 1)
  end
  return raw
end

-- The headings as a list of links, those of the third level inside of those above them.
function Pages:contents()
  local lines, depth = {}, 1
  for _, entry in ipairs(self.entries) do
    local level = math.min(entry.level, 3)
    local link = '<a href="#' .. entry.id .. '">' .. entry.text .. "</a>"
    if #lines == 0 then
      lines[1] = "<ul><li>" .. link
    elseif level > depth then
      lines[#lines + 1] = "<ul><li>" .. link
    elseif level < depth then
      lines[#lines + 1] = "</li></ul></li><li>" .. link
    else
      lines[#lines + 1] = "</li><li>" .. link
    end
    depth = #lines == 1 and 2 or level
  end
  lines[#lines + 1] = depth == 3 and "</li></ul></li></ul>" or "</li></ul>"
  return table.concat(lines, "\n") .. "\n<p>" .. CONTENTS_HINT .. "</p>"
end

local function in_order(document)
  local pages = Pages.new()
  for _, block in ipairs(unwrapped(document.blocks)) do
    if block.t == "CodeBlock" and block.classes:includes("cchc-block") then
      pages:official_block(block)
    elseif block.t == "Div" and block.identifier == "" and block.classes:includes("cchc-table") then
      pages:table(block)
    elseif block.t == "Div" and block.classes:includes("cchc-note") then
      pages:note(block)
    elseif block.t == "Div" and block.classes:includes("cchc-brief") then
      pages:brief(block)
    else
      if is_html and block.t == "Header" and block.level > 1 then
        block.identifier = pages:entered(block.level, xml(pandoc.utils.stringify(block.content)))
      elseif is_html and block.t == "RawBlock" then
        block = pages:entered_annex(block)
      end
      if block.t == "BulletList" or block.t == "OrderedList" then
        pages:keep_last_paragraph()
      end
      pages:add(block)
    end
  end
  if pages.landscape then
    -- The template's own last section stands upright, so this one has to be closed.
    pages:turn(false)
  end
  document.blocks = pages.blocks
  if #pages.entries > 0 then
    document.meta["cchc-contents"] = pandoc.MetaBlocks({ pandoc.RawBlock("html", pages:contents()) })
  end
  if is_docx then
    -- Pandoc would print the title of the metadata above the letterhead.
    document.meta.title = nil
  end
  return document
end

-- ---------------------------------------------------------------------------------------------- single elements

-- Word cannot draw SVG everywhere; each figure is saved as a bitmap beside it.
local function bitmap_for_word(image)
  if is_docx then
    image.src = image.src:gsub("%.svg$", ".png")
    return image
  end
end

-- What typst would write otherwise though Pandoc leaves it: a hyphen before a digit as a minus sign, one before a question mark as
-- none at all, three points as one letter. A text says the same in every format.
local SHORTHANDS = { "%.%.%.", "%-%?" }

local function first_shorthand(text, is_start)
  local first = is_start and text:match("^()%-%d") or nil
  for _, pattern in ipairs(SHORTHANDS) do
    local at = text:find(pattern)
    first = first and at and math.min(first, at) or first or at
  end
  return first
end

local function plain_marks(str)
  local parts, rest = pandoc.Inlines({}), str.text
  local at = is_typst and first_shorthand(rest, true)
  while at do
    parts:extend({ pandoc.Str(rest:sub(1, at - 1)), pandoc.RawInline("typst", "\\" .. rest:sub(at, at)) })
    rest = rest:sub(at + 1)
    at = first_shorthand(rest, false)
  end
  if #parts > 0 then
    parts:insert(pandoc.Str(rest))
    return parts
  end
end

return {
  { RawBlock = html_table, Image = bitmap_for_word, Plain = literal_start, Para = literal_start },
  { Pandoc = in_order },
  { Str = plain_marks },
}
