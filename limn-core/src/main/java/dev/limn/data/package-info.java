/// Folders of captioned pictures, on their way to the networks: `Dataset → PackedCache → Loader →
/// Batch`.
///
/// [dev.limn.data.Dataset] opens a folder in any of the layouts of [dev.limn.data.DatasetFormat],
/// says why it took it for that one, and lists what is wrong with it. [dev.limn.data.PackedCache]
/// decodes and resizes everything once into a memory-mapped file. [dev.limn.data.SplitRule] holds a
/// part back. [dev.limn.data.Loader] makes batches of unsigned bytes, cropped and mirrored by
/// numbers that depend on the seed and the position alone, so that a resumed training sees the same
/// bytes as an uninterrupted one. [dev.limn.data.DatasetCheck] tells a person what is in a folder.
/// [dev.limn.data.VectorFile] is a table of numbers instead of pictures. No tensors here: the
/// training loop makes them from [dev.limn.data.Batch].
///
/// Files come from strangers. Names are only looked up in a listing made beforehand, sizes are
/// checked before anything is decoded, nothing is ever unpacked to disk, and what is broken is
/// listed with its reason and left out, as long as that is at most one in twenty.
///
/// Start with [dev.limn.data.Dataset] and `TableReader`. One more format is one more `FormatReader`
/// and a constant in [dev.limn.data.DatasetFormat].
package dev.limn.data;
