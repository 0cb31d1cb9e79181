-- Numbers tables and figures and resolves `@tbl-…` and `@fig-…`. Runs after cchc.lua, with both renderers: Quarto could do
-- this itself, but it would number and word a little differently, and in DOCX it puts every table into a table of one cell,
-- whose heads then do not repeat. A reference to something that is not there stops the run.

local is_html = FORMAT:match("html") ~= nil
local is_typst = FORMAT:match("typst") ~= nil

local NAMES = { tbl = "Bảng", fig = "Hình" }
local NO_BREAK_SPACE = utf8.char(0xA0)

local counts = { tbl = 0, fig = 0 }
local numbers = {}

local function kind_of(label)
  return label:match("^(tbl)%-") or label:match("^(fig)%-")
end

local function count(element)
  local kind = kind_of(element.identifier)
  if kind then
    if numbers[element.identifier] then
      error("the label " .. element.identifier .. " is used twice", 0)
    end
    counts[kind] = counts[kind] + 1
    numbers[element.identifier] = counts[kind]
  end
end

local function name(label)
  return NAMES[kind_of(label)] .. NO_BREAK_SPACE .. numbers[label]
end

-- "Bảng 1. " before a caption, with the place that links lead to.
local function numbered(label, caption, anchor)
  local start = pandoc.Span({ pandoc.Strong({ pandoc.Str(name(label) .. ".") }) }, pandoc.Attr(anchor and label or ""))
  local result = pandoc.Inlines({ start, pandoc.Space() })
  result:extend(caption)
  return result
end

-- The figure element that Quarto writes too, so that the show rules in typst-template.typ serve whoever numbers.
local function typst_figure(label, body, caption)
  local kind = kind_of(label)
  local open = pandoc.Plain({ pandoc.RawInline("typst", "#figure([") })
  local close = pandoc.Inlines({ pandoc.RawInline("typst", "], caption: figure.caption(position: "
    .. (kind == "tbl" and "top" or "bottom") .. ", [") })
  close:extend(caption)
  close:insert(pandoc.RawInline("typst", ']), kind: "quarto-float-' .. kind .. '", supplement: "' .. NAMES[kind]
    .. '") <' .. label .. ">"))
  return pandoc.Blocks({ open, body, pandoc.Plain(close) })
end

local function typst_image(image)
  local alt = pandoc.utils.stringify(image.caption):gsub("\\", "\\\\"):gsub('"', '\\"')
  return pandoc.RawInline("typst", '#image("' .. image.src .. '", alt: "' .. alt .. '")')
end

-- The text for those who cannot see the picture is its `fig-alt`, not its caption.
local function use_alt(image)
  local alt = image.attributes["fig-alt"]
  if alt then
    image.attributes["fig-alt"] = nil
    image.caption = pandoc.Inlines({ pandoc.Str(alt) })
  end
  return is_typst and typst_image(image) or image
end

local function styled(style, block)
  return pandoc.Div({ block }, { ["custom-style"] = style })
end

local function number_table(tbl)
  local label = tbl.identifier
  if not kind_of(label) then
    return nil
  end
  local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long)
  tbl.identifier = ""
  tbl.caption = pandoc.Caption()
  if is_typst then
    tbl.classes:insert("typst:no-figure")
    return typst_figure(label, tbl, caption)
  end
  return pandoc.Blocks({ styled("Table Caption", pandoc.Para(numbered(label, caption, true))), tbl })
end

local function number_figure(figure)
  local label = figure.identifier
  if not kind_of(label) then
    return nil
  end
  local picture = pandoc.utils.blocks_to_inlines(figure.content)
  local caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
  if is_typst then
    return typst_figure(label, pandoc.Plain(picture), caption)
  end
  if is_html then
    return pandoc.Blocks({
      pandoc.RawBlock("html", '<figure id="' .. label .. '" class="cchc-figure">'),
      pandoc.Plain(picture),
      pandoc.RawBlock("html", "<figcaption>"),
      pandoc.Plain(numbered(label, caption, false)),
      pandoc.RawBlock("html", "</figcaption></figure>"),
    })
  end
  -- A picture alone in its paragraph would be taken for a figure and numbered again.
  picture:insert(pandoc.RawInline("openxml", ""))
  return pandoc.Blocks({
    styled("Captioned Figure", pandoc.Para(picture)),
    styled("Image Caption", pandoc.Para(numbered(label, caption, true))),
  })
end

-- A table given as HTML: a Div with the label, whose last paragraph is the caption.
local function number_html_table(div)
  local label = div.identifier
  if not (is_html and kind_of(label)) then
    return nil
  end
  local caption = table.remove(div.content)
  local result = pandoc.Blocks({
    pandoc.RawBlock("html", '<figure id="' .. label .. '" class="' .. table.concat(div.classes, " ") .. '"><figcaption>'),
    pandoc.Plain(numbered(label, caption.content, false)),
    pandoc.RawBlock("html", "</figcaption>"),
  })
  result:extend(div.content)
  result:insert(pandoc.RawBlock("html", "</figure>"))
  return result
end

local function resolve(cite)
  local result = pandoc.Inlines({})
  for index, citation in ipairs(cite.citations) do
    local label = citation.id
    if not kind_of(label) then
      return nil
    end
    if not numbers[label] then
      error("@" .. label .. " refers to nothing: no table or figure has this label", 0)
    end
    if index > 1 then
      result:extend({ pandoc.Str(";"), pandoc.Space() })
    end
    if is_typst then
      result:insert(pandoc.RawInline("typst", "#ref(<" .. label .. ">, supplement: [" .. NAMES[kind_of(label)] .. "])"))
    else
      result:insert(pandoc.Link({ pandoc.Str(name(label)) }, "#" .. label))
    end
  end
  return result
end

-- Pandoc leaves the label of a table in its caption where it does not know attributes there (Quarto 1.7 to 1.9).
local function label_from_caption(tbl)
  local block = tbl.caption.long[#tbl.caption.long]
  local last = block and block.content[#block.content]
  local label = last and last.t == "Str" and last.text:match("^{#(tbl%-[%w-]+)}$")
  if label then
    tbl.identifier = label
    block.content:remove()
    if #block.content > 0 and block.content[#block.content].t == "Space" then
      block.content:remove()
    end
    tbl.caption.long[#tbl.caption.long] = block
    return tbl
  end
end

local function count_all(document)
  document:walk({ traverse = "topdown", Table = count, Figure = count, Div = count })
end

return {
  { Table = label_from_caption },
  { Pandoc = count_all },
  { Image = use_alt },
  { Table = number_table, Figure = number_figure, Div = number_html_table, Cite = resolve },
}
