"""Pages, each from a template: the bulletin, the casebook, an article, an explanation."""
