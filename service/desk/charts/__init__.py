"""Charts as inline SVG: what they show as values, how they look as specifications, and one module that draws."""
