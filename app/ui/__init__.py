"""The look: base page, components, formatters, forms and navigation."""
