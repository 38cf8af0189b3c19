"""Files in: read, compared with what is there, every fault by row; writing is an action's business."""
