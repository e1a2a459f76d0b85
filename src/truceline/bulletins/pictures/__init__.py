"""Pictures, ready for a template to write as SVG."""
