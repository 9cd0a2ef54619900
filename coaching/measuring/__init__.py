"""Did it help: agents' figures, the coaching monitor, progress, the effect of coaching, coverage."""
