/// Systems that draw sentences, side by side on the same data.
///
/// [dev.limn.reproduce.text.TextToImage] is the experiment; [dev.limn.reproduce.text.TextSystem]
/// says which systems there are, and is the place to add one.
/// [dev.limn.reproduce.text.CaptionedData] holds the pictures that all are measured against,
/// [dev.limn.reproduce.text.Trainings] trains them or goes on with what was begun,
/// [dev.limn.reproduce.text.SystemSheet] shows what they draw for the data's
/// [dev.limn.reproduce.text.Sentences] or the user's. To add an experiment, see
/// [dev.limn.reproduce].
package dev.limn.reproduce.text;
