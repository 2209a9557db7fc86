"""Pages of the web, filmed in place of clips."""
