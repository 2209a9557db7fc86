"""What several providers of one service have in common: one provider never imports another."""
