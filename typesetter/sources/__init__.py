"""From the files of the manuscript to the model: Markdown and YAML chapters, front matter, data tables, numbering."""
