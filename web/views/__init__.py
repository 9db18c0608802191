"""The pages, a module a subject; each declares its kinds of pages in `KINDS` (see `clauseway.web.registry`)."""
