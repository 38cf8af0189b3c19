"""Pure rules of the examiners: who may be asked, what a register entry needs, how fairly duty is spread."""
