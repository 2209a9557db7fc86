"""From an edit to the finished short: one filter graph, one pass of ffmpeg."""
