/// What a trainer tells about itself while it runs: `log.txt` ([dev.limn.train.log.RunLog]),
/// `stats.jsonl` ([dev.limn.train.log.StatsLog]), TensorBoard's event files
/// ([dev.limn.train.log.TensorBoardWriter]) and the status line on the terminal
/// ([dev.limn.train.log.StatusLine]).
///
/// Start with [dev.limn.train.log.StatsLog], the simplest of them. Each knows nothing of the
/// others, of networks or of the loop: they take names and numbers. All files are appended to when
/// a run is resumed, and repeat no tick.
///
/// To write one more kind of log, add a final class with `open`, `resume` and `close`, and let the
/// reader that users have check it: TensorBoard's own reads the golden file here.
package dev.limn.train.log;
