// Behaviour that pages can live without.
